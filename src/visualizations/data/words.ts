import type { DataOverview, DataPart, DataRole, DataSample, DataSamples, ValueRange } from '../../core/protocol/data.js';
import { formatPercent, formatValue } from '../elements/numbers.js';

export const roleNames = { training: 'Training', validation: 'Validation', test: 'Test' } satisfies Record<DataRole, string>;

export const formatWhole = (count: number): string => count.toLocaleString('en-US');

export const className = ({ classNames }: Pick<DataOverview, 'classNames'>, label: number): string => classNames?.[label] ?? String(label);

/** `(150, 150, 3)`, `(3,)`, `()`. */
export const formatShape = (shape: readonly number[]): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;

/** "2,000 inputs of shape (150, 150, 3), targets of shape (1,) · 100 batches of 20, shuffled". */
export function partLine({ samples, input, target, batches, batchSize, shuffled }: DataPart): string {
  return `${formatWhole(samples)} inputs of shape ${formatShape(input)}, targets of shape ${formatShape(target)} · ${formatWhole(batches)} batch${batches === 1 ? '' : 'es'} of ${batchSize}${shuffled ? ', shuffled' : ''}`;
}

export const rangeLine = ({ low, high, mean, samples }: ValueRange): string => `After preprocessing: ${formatValue(low)} to ${formatValue(high)}, mean ${formatValue(mean)} (over ${samples} sample${samples === 1 ? '' : 's'})`;

export interface ClassBar {
  readonly label: number;
  readonly name: string;
  readonly count: number;
  /** Of the largest class, 0 to 1: how long the bar is. */
  readonly length: number;
  /** What a screen reader says: "dogs, 1,000 samples, 50.0 %". */
  readonly words: string;
  readonly share: string;
}

export function classBars(overview: Pick<DataOverview, 'classNames'>, { classCounts, samples }: Pick<DataPart, 'classCounts' | 'samples'>): ClassBar[] {
  const most = Math.max(...(classCounts ?? []), 1);
  return (classCounts ?? []).map((count, label) => {
    const [name, share] = [className(overview, label), formatPercent(samples > 0 ? count / samples : 0)];
    return { label, name, count, length: count / most, share, words: `${name}, ${formatWhole(count)} sample${count === 1 ? '' : 's'}, ${share}` };
  });
}

/** "cats: cat.12.jpg". */
export const sampleTitle = (overview: Pick<DataOverview, 'classNames'>, { label, title }: Pick<DataSample, 'label' | 'title'>): string => (label === null ? title : `${className(overview, label)}: ${title}`);

/** Numbers of all samples that are shown, in their order: what arrows go through. */
export const shownIndices = (samples: DataSamples | null): readonly number[] => samples?.groups.flatMap((group) => group.samples.map(({ index }) => index)) ?? [];
