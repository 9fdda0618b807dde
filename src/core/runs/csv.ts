import { csvText, type Cell } from '../csv.js';
import type { EpochMetrics } from '../protocol/engine.js';
import { metricNames, valuesOf } from './metrics.js';

export interface NamedEpochs {
  readonly name: string;
  readonly epochs: readonly EpochMetrics[];
}

/**
 * The metrics of runs as CSV: one row an epoch, one column a metric under Keras's name, the seconds last; of several runs each row
 * begins with its run's name. What a run did not measure is empty; a value that was no number is `NaN`.
 */
export function metricsCsv(runs: readonly NamedEpochs[]): string {
  const names = metricNames(runs.flatMap(({ epochs }) => epochs));
  const several = runs.length > 1;
  const rows = runs.flatMap(({ name, epochs }) => epochs.map((epoch): Cell[] => {
    const values = valuesOf(epoch);
    return [...(several ? [name] : []), epoch.epoch, ...names.map((metric) => values[metric] ?? ''), epoch.seconds];
  }));
  return csvText([[...(several ? ['run'] : []), 'epoch', ...names, 'seconds'], ...rows]);
}
