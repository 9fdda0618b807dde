import type uPlot from 'uplot';
import { Plot } from '../elements/plot.js';
import { curveColumns } from './columns.js';
import type { Curve } from './contract.js';

/** A live chart of one curve: it takes whole curves and redraws no more often than it is told to. */
export class CurveChart extends Plot {
  private shown: { readonly curve: Curve; readonly epochs: number; readonly marks: readonly number[] } | null = null;

  /** `epochs` is where the axis ends: the epochs that the run is going to have. `marks` are the epochs after which another `fit` begins. */
  set data(data: { readonly curve: Curve; readonly epochs: number; readonly marks: readonly number[] }) {
    const anew = this.shown?.epochs !== data.epochs || this.shown.curve.name !== data.curve.name || this.shown.marks.join() !== data.marks.join();
    this.shown = data;
    if (anew || !this.plot) this.rebuild();
    else this.plot.setData(this.table(), true);
  }

  protected table(): uPlot.AlignedData {
    const { x, running, training, validation } = curveColumns(this.shown?.curve ?? { name: '', steps: { x: new Float64Array(), y: new Float64Array() }, training: new Float64Array(), validation: new Float64Array() });
    return [x, running, training, validation];
  }

  protected options(): Omit<uPlot.Options, 'width' | 'height'> | null {
    if (!this.shown) return null;
    const blue = this.colour('--vscode-charts-blue', '--vscode-foreground');
    const orange = this.colour('--vscode-charts-orange', '--vscode-foreground');
    const { epochs, marks } = this.shown;
    const ink = this.colour('--vscode-descriptionForeground', '--vscode-foreground');
    return {
      padding: [8, 12, 0, 0],
      cursor: { y: false, points: { size: 6 } },
      legend: { show: false },
      scales: { x: { time: false, range: [0, Math.max(1, epochs)] } },
      axes: this.axes(),
      hooks: { drawAxes: [(plot) => drawMarks(plot, marks, ink)] },
      series: [
        {},
        { label: 'training, batches', stroke: blue, width: 1, points: { show: false } },
        { label: 'training', stroke: blue, width: 0, points: { show: true, size: 5, fill: blue, stroke: blue } },
        { label: 'validation', stroke: orange, width: 2.5, points: { show: true, size: 6, fill: orange, stroke: orange } },
      ],
    };
  }
}

/** A dashed line where another `fit` begins. */
function drawMarks({ ctx, bbox, valToPos }: uPlot, marks: readonly number[], ink: string): void {
  ctx.save();
  [ctx.strokeStyle, ctx.lineWidth] = [ink, devicePixelRatio];
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const mark of marks) {
    const x = Math.round(valToPos(mark, 'x', true));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

if (!customElements.get('convlens-curve')) customElements.define('convlens-curve', CurveChart);
