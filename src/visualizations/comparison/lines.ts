/** Which lines the chart of several runs has, how they are told apart, and what they say at an epoch. Pure. */
import { bestValue, grows, metricNames, valuesOf, type Best } from '../../core/runs/metrics.js';
import { smoothed } from '../elements/smoothing.js';
import { curveValue } from '../training/labels.js';
import type { ComparedRun, ComparisonMemory } from './contract.js';

/** The editor's colours for charts, in the order in which runs take them; its orange is that of the minimap's marks, hardly to be seen in dark themes. */
const colours = ['--vscode-charts-blue', '--vscode-charts-yellow', '--vscode-charts-green', '--vscode-charts-purple', '--vscode-charts-red', '--vscode-foreground'] as const;
/** After the last colour they begin anew with the next pattern, so that no two of 24 runs look alike. */
const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3]];

export interface LineStyle {
  readonly colour: string;
  readonly dash: readonly number[];
}

/** How the lines of the run at a place are drawn. */
export const lineStyle = (at: number): LineStyle => ({ colour: colours[at % colours.length]!, dash: dashes[Math.floor(at / colours.length) % dashes.length]! });

export interface Line extends LineStyle {
  readonly run: string;
  readonly name: string;
  readonly values: Float64Array;
  /** Training is thin and validation bold, as in the panel of one run. */
  readonly bold: boolean;
  /** The values as they were, behind the smoothed ones. */
  readonly faint: boolean;
}

/** Metrics that any of the runs has, without `val_`, in the order in which they first appear. */
export const metricsOf = (runs: readonly ComparedRun[]): string[] => [...new Set(namesOf(runs).map((name) => name.replace(/^val_/, '')))];

const namesOf = (runs: readonly ComparedRun[]): string[] => metricNames(runs.flatMap(({ epochs }) => epochs));

/** The values of a metric after epoch 1, 2 and so on; NaN where it was not measured or was no number, null where it never was. */
function curveOf({ epochs }: ComparedRun, name: string): Float64Array | null {
  const values = new Float64Array(epochs.at(-1)?.epoch ?? 0).fill(NaN);
  let measured = false;
  for (const epoch of epochs) {
    const value = valuesOf(epoch)[name];
    measured ||= value !== undefined;
    values[epoch.epoch - 1] = value ?? NaN;
  }
  return measured ? values : null;
}

/** The metric that is shown: the chosen one, or the first. */
export const shownMetric = (runs: readonly ComparedRun[], { metric }: Pick<ComparisonMemory, 'metric'>): string | null => {
  const metrics = metricsOf(runs);
  return metric !== null && metrics.includes(metric) ? metric : (metrics[0] ?? null);
};

/** Keras's names of the curves that are shown, those that any run has. */
export function shownNames(runs: readonly ComparedRun[], memory: Pick<ComparisonMemory, 'metric' | 'side'>): string[] {
  const metric = shownMetric(runs, memory);
  if (metric === null) return [];
  const names = memory.side === 'training' ? [metric] : memory.side === 'validation' ? [`val_${metric}`] : [metric, `val_${metric}`];
  const known = namesOf(runs);
  return names.filter((name) => known.includes(name));
}

/** All lines of the chart, the faint ones first, so that they lie below. */
export function linesOf(runs: readonly ComparedRun[], memory: ComparisonMemory): Line[] {
  const names = shownNames(runs, memory);
  const lines = runs.flatMap((run, at) => (memory.hidden.includes(run.id) ? [] : names.flatMap((name) => {
    const values = curveOf(run, name);
    return values ? [{ ...lineStyle(at), run: run.id, name, values, bold: name.startsWith('val_'), faint: false }] : [];
  })));
  if (memory.smoothing === 0) return lines;
  return [...lines.map((line) => ({ ...line, faint: true })), ...lines.map((line) => ({ ...line, values: smoothed(line.values, memory.smoothing) }))];
}

/** Epochs that the chart has room for: the longest of the runs. */
export const longest = (runs: readonly ComparedRun[]): number => Math.max(1, ...runs.map(({ epochs }) => epochs.at(-1)?.epoch ?? 0));

export interface Figures {
  readonly name: string;
  readonly best: Best | null;
  readonly last: number | undefined;
  /** No other run has a better best value. */
  readonly leads: boolean;
}

/** Best and last value of each shown curve, one list a run. */
export function figuresOf(runs: readonly ComparedRun[], names: readonly string[]): Figures[][] {
  const all = runs.map((run) => names.map((name) => ({ name, best: bestValue(run.epochs, name), last: curveOf(run, name)?.at(-1) })));
  return all.map((figures) => figures.map((figure, at) => {
    const others = all.flatMap((other) => other[at]?.best?.value ?? []);
    const top = grows(figure.name) ? Math.max(...others) : Math.min(...others);
    return { ...figure, leads: runs.length > 1 && figure.best?.value === top };
  }));
}

/** What the shown lines say at an epoch, in words. */
export function readout(runs: readonly ComparedRun[], memory: ComparisonMemory, epoch: number): string {
  const names = shownNames(runs, memory);
  const parts = runs.filter(({ id }) => !memory.hidden.includes(id)).map(({ title, epochs }) => {
    const at = epochs.find((candidate) => candidate.epoch === epoch);
    const values = names.flatMap((name) => {
      const value = at && valuesOf(at)[name];
      return value === undefined ? [] : [`${name} ${curveValue(name, value)}`];
    });
    return `${title} ${values.length === 0 ? 'had ended' : values.join(', ')}`;
  });
  return `Epoch ${epoch}: ${parts.join('; ') || 'no run is shown'}`;
}
