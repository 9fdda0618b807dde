import { html, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import type { Pixels } from '../sheet.js';

/** Known before the picture is painted, so that nothing moves when it is. */
export type Size = Pick<Pixels, 'width' | 'height'>;

export interface CanvasOptions {
  /** For screen readers: what the picture is of. Empty for a picture that its surroundings describe already. */
  readonly label: string;
  readonly size: Size;
  readonly pixels: () => Pixels;
  /** Painted anew only when one of these changed. */
  readonly when: readonly unknown[];
  /** Row and column under the pointer, null when it leaves. */
  readonly point?: (at: { readonly row: number; readonly column: number } | null) => void;
  readonly className?: string;
}

/** A picture at one canvas pixel a value; style sheets enlarge it without smoothing, so that each value is seen as the square it is. */
export function canvas({ label, size, pixels, when, point, className = '' }: CanvasOptions): TemplateResult {
  const locate = (event: PointerEvent) => {
    const target = event.currentTarget as HTMLCanvasElement;
    const box = target.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * target.height);
    const column = Math.floor(((event.clientX - box.left) / box.width) * target.width);
    const inside = row >= 0 && row < target.height && column >= 0 && column < target.width;
    point?.(inside ? { row, column } : null);
  };
  return html`<canvas class="picture ${className}" role=${label ? 'img' : 'presentation'} aria-label=${label} @pointermove=${point ? locate : null} @pointerleave=${point ? () => point(null) : null}
    ${guard([...when], () => ref((element) => element instanceof HTMLCanvasElement && paintInSight(element, size, pixels)))}></canvas>`;
}

/** What a canvas is to show once it comes into sight: a sheet of a deep layer has many more tiles than the screen. */
const waiting = new WeakMap<Element, () => Pixels>();
const inSight = new WeakSet<Element>();
let sight: IntersectionObserver | undefined;

function paintInSight(element: HTMLCanvasElement, { width, height }: Size, pixels: () => Pixels): void {
  // Setting a size clears the canvas; a picture that is redrawn while it forms must not flicker.
  if (element.width !== width) element.width = width;
  if (element.height !== height) element.height = height;
  if (inSight.has(element)) return paint(element, pixels());
  waiting.set(element, pixels);
  sight ??= new IntersectionObserver(seen, { rootMargin: '200px' });
  sight.observe(element);
}

function seen(entries: readonly IntersectionObserverEntry[]): void {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) inSight.add(target);
    else inSight.delete(target);
    const make = isIntersecting ? waiting.get(target) : undefined;
    if (!make) continue;
    waiting.delete(target);
    paint(target as HTMLCanvasElement, make());
  }
}

function paint(element: HTMLCanvasElement, { width, height, rgba }: Pixels): void {
  element.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
}
