import uPlot from 'uplot';
import { curveColumns } from './columns.js';
import type { Curve } from './contract.js';

/** A live chart of one curve, as an element: it takes whole curves and redraws no more often than it is told to. */
export class CurveChart extends HTMLElement {
  private plot: uPlot | null = null;
  private shown: { readonly curve: Curve; readonly epochs: number } | null = null;
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

  /** `epochs` is where the axis ends: the epochs that the run is going to have. */
  set data(data: { readonly curve: Curve; readonly epochs: number }) {
    const anew = this.shown?.epochs !== data.epochs || this.shown.curve.name !== data.curve.name;
    this.shown = data;
    if (anew || !this.plot) this.rebuild();
    else this.plot.setData(this.table(), true);
  }

  private table(): uPlot.AlignedData {
    const { x, running, training, validation } = curveColumns(this.shown?.curve ?? { name: '', steps: { x: new Float64Array(), y: new Float64Array() }, training: new Float64Array(), validation: new Float64Array() });
    return [x, running, training, validation];
  }

  private rebuild(): void {
    if (!this.shown || !this.isConnected) return;
    this.plot?.destroy();
    const colour = (name: string, fallback: string) => getComputedStyle(document.body).getPropertyValue(name).trim() || getComputedStyle(document.body).getPropertyValue(fallback).trim() || 'currentColor';
    const ink = colour('--vscode-descriptionForeground', '--vscode-foreground');
    const grid = colour('--vscode-editorIndentGuide-background1', '--vscode-panel-border');
    const blue = colour('--vscode-charts-blue', '--vscode-foreground');
    const orange = colour('--vscode-charts-orange', '--vscode-foreground');
    const font = `${getComputedStyle(this).fontSize} ${getComputedStyle(this).fontFamily}`;
    const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1, size: 4 } };
    const { epochs } = this.shown;
    this.plot = new uPlot({
      ...this.box(),
      padding: [8, 12, 0, 0],
      cursor: { y: false, points: { size: 6 } },
      legend: { show: false },
      scales: { x: { time: false, range: [0, Math.max(1, epochs)] } },
      axes: [
        { ...axis, size: 30, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500], space: 40 },
        { ...axis, size: 52, values: (_, ticks) => ticks.map((tick) => String(Number(tick.toPrecision(4)))) },
      ],
      series: [
        {},
        { label: 'training, batches', stroke: blue, width: 1, points: { show: false } },
        { label: 'training', stroke: blue, width: 0, points: { show: true, size: 5, fill: blue, stroke: blue } },
        { label: 'validation', stroke: orange, width: 2.5, points: { show: true, size: 6, fill: orange, stroke: orange } },
      ],
    }, this.table(), this);
    this.fit();
  }

  private box(): { readonly width: number; readonly height: number } {
    return { width: Math.max(120, this.clientWidth), height: Math.max(140, this.clientHeight) };
  }

  private fit(): void {
    const { width, height } = this.box();
    if (this.plot && (this.plot.width !== width || this.plot.height !== height)) this.plot.setSize({ width, height });
  }
}

if (!customElements.get('convlens-curve')) customElements.define('convlens-curve', CurveChart);
