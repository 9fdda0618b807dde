import uPlot from 'uplot';

/** A chart as an element: it takes the editor's colours and font, follows its own size, and is drawn anew when the theme changes. */
export abstract class Plot extends HTMLElement {
  protected plot: uPlot | null = null;
  private readonly resized = new ResizeObserver(() => this.fit());
  private readonly themed = new MutationObserver(() => this.rebuild());

  connectedCallback(): void {
    this.resized.observe(this);
    this.themed.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
    this.rebuild();
  }

  disconnectedCallback(): void {
    this.resized.disconnect();
    this.themed.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  /** What to draw, without a size; null while there is nothing. */
  protected abstract options(): Omit<uPlot.Options, 'width' | 'height'> | null;
  protected abstract table(): uPlot.AlignedData;

  protected rebuild(): void {
    const options = this.isConnected ? this.options() : null;
    if (!options) return;
    this.plot?.destroy();
    this.plot = new uPlot({ ...this.box(), ...options }, this.table(), this);
    this.fit();
  }

  /** The first of some of the editor's colours that the theme has. */
  protected colour(...names: readonly string[]): string {
    const style = getComputedStyle(document.body);
    return names.map((name) => style.getPropertyValue(name).trim()).find(Boolean) ?? 'currentColor';
  }

  /** Both axes: epochs below, values on the left. */
  protected axes(): uPlot.Axis[] {
    const ink = this.colour('--vscode-descriptionForeground', '--vscode-foreground');
    const grid = this.colour('--vscode-editorIndentGuide-background1', '--vscode-panel-border');
    const axis = { stroke: ink, font: `${getComputedStyle(this).fontSize} ${getComputedStyle(this).fontFamily}`, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1, size: 4 } };
    return [
      { ...axis, size: 30, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500], space: 40 },
      { ...axis, size: 52, values: (_, ticks) => ticks.map((tick) => String(Number(tick.toPrecision(4)))) },
    ];
  }

  private box(): { readonly width: number; readonly height: number } {
    return { width: Math.max(120, this.clientWidth), height: Math.max(140, this.clientHeight) };
  }

  private fit(): void {
    const { width, height } = this.box();
    if (this.plot && (this.plot.width !== width || this.plot.height !== height)) this.plot.setSize({ width, height });
  }
}
