import type uPlot from 'uplot';
import { Plot } from '../elements/plot.js';
import type { Line } from './lines.js';

interface Shown {
  readonly lines: readonly Line[];
  readonly epochs: number;
}

/** The curves of several runs over each other. It tells at which epoch the pointer is by the event `epoch`; null where it left. */
export class OverlayChart extends Plot {
  private shown: Shown | null = null;

  set data(data: Shown) {
    if (this.shown?.lines === data.lines && this.shown.epochs === data.epochs) return;
    this.shown = data;
    this.rebuild();
  }

  protected table(): uPlot.AlignedData {
    const { lines, epochs } = this.shown ?? { lines: [], epochs: 1 };
    return [Array.from({ length: epochs }, (_, at) => at + 1), ...lines.map(({ values }) => Array.from({ length: epochs }, (_, at) => finite(values[at])))];
  }

  protected options(): Omit<uPlot.Options, 'width' | 'height'> | null {
    if (!this.shown) return null;
    const { lines, epochs } = this.shown;
    // A curve of one epoch is a point; of many epochs or runs, the points would cover the lines.
    const points = epochs === 1 || (epochs <= 20 && lines.length <= 12);
    return {
      padding: [8, 12, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
      legend: { show: false },
      scales: { x: { time: false, range: [Math.min(1, epochs - 1), Math.max(2, epochs)] } },
      axes: this.axes(),
      series: [{}, ...lines.map(({ name, colour, dash, bold, faint }) => {
        const stroke = this.colour(colour, '--vscode-foreground');
        return { label: name, stroke, width: bold ? 2.5 : 1, dash: [...dash], alpha: faint ? 0.3 : 1, points: { show: points && !faint, size: bold ? 6 : 4, fill: stroke, stroke } };
      })],
      hooks: { setCursor: [({ cursor: { idx } }) => this.dispatchEvent(new CustomEvent('epoch', { detail: typeof idx === 'number' ? idx + 1 : null }))] },
    };
  }
}

const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);

if (!customElements.get('convlens-overlay')) customElements.define('convlens-overlay', OverlayChart);
