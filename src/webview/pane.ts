/** A part of a panel that scrolls on its own and draws only what is in sight. */

export class Pane {
  element: HTMLElement | null = null;
  /** Ctrl and wheel, or a pinch: a factor, and where the pointer is. */
  onZoom: ((factor: number, at: { readonly x: number; readonly y: number }) => void) | null = null;
  private window = { from: 0, to: 2000 };
  private readonly resized = new ResizeObserver(() => this.look());

  /** `step`: pixels by which the drawn part moves on, so that most scrolling draws nothing. */
  constructor(private readonly step: number, private readonly changed: () => void) {}

  /** For lit's `ref`. */
  readonly attach = (element: Element | undefined): void => {
    if (!(element instanceof HTMLElement) || element === this.element) return;
    this.element = element;
    this.resized.disconnect();
    this.resized.observe(element);
    element.addEventListener('scroll', () => this.look(), { passive: true });
    if (this.onZoom) {
      element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
      element.addEventListener('pointerdown', (event) => this.drag(event));
    }
    this.look();
  };

  /** The pixels to draw, in the content's own size. */
  sight(zoom: number): { readonly from: number; readonly to: number } {
    return { from: this.window.from / zoom, to: this.window.to / zoom };
  }

  /** The rows to draw. */
  rows(height: number, count: number): { readonly from: number; readonly to: number } {
    return { from: Math.max(0, Math.floor(this.window.from / height)), to: Math.min(count, Math.ceil(this.window.to / height)) };
  }

  private look(): void {
    const { element, step } = this;
    if (!element) return;
    const from = Math.floor(element.scrollTop / step - 1) * step;
    const to = Math.ceil((element.scrollTop + element.clientHeight) / step + 1) * step;
    if (from === this.window.from && to === this.window.to) return;
    this.window = { from, to };
    this.changed();
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = this.element?.getBoundingClientRect();
    this.onZoom?.(Math.exp(-event.deltaY / 300), { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) });
  }

  /** The content follows a pointer that presses on its empty part. */
  private drag(start: PointerEvent): void {
    const { element } = this;
    if (!element || start.button !== 0 || (start.target as HTMLElement).closest('.box:not(.open)')) return;
    const [left, top] = [element.scrollLeft, element.scrollTop];
    const move = ({ clientX, clientY }: PointerEvent) => element.scrollTo(left - (clientX - start.clientX), top - (clientY - start.clientY));
    element.classList.add('dragged');
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', () => {
      window.removeEventListener('pointermove', move);
      element.classList.remove('dragged');
    }, { once: true });
  }
}

/** Scrolls just far enough that a stretch of the content is seen; nothing moves where it is seen already. */
export function showInPane(element: HTMLElement | null, top: number, height: number): void {
  if (!element) return;
  const { scrollTop, clientHeight } = element;
  if (top < scrollTop + 24 || top + height > scrollTop + clientHeight) element.scrollTo({ top: Math.max(0, top - (clientHeight - height) / 3), behavior: 'instant' });
}
