import type { DataArray } from './types.js';

/** A part of a number of samples, as scikit-learn's `train_test_split` and `shuffle` take it. */
export interface SplitPart {
  readonly part: 'train' | 'test' | 'all';
  /** Shares or numbers of samples; both null for a quarter in the test part. */
  readonly test: SplitSize | null;
  readonly train: SplitSize | null;
  /** Of the random order that is parted; null where it is another one each time. */
  readonly seed: number | null;
  /** Whether there is a random order; otherwise the first samples are trained on. */
  readonly shuffle: boolean;
  /** What tells the class of each sample, where both parts are to have the same share of each (`stratify`). */
  readonly by?: DataArray;
  /** These classes, once they are read. */
  readonly classes?: readonly number[];
}

export type SplitSize = { readonly share: number } | { readonly count: number };

/** How many of `count` samples a part has. */
export function partCount(count: number, { part, test, train }: SplitPart): number {
  if (part === 'all') return count;
  const tested = test === null ? null : 'share' in test ? Math.ceil(test.share * count) : test.count;
  const trained = train === null ? null : 'share' in train ? Math.floor(train.share * count) : train.count;
  const forTest = tested ?? (trained === null ? Math.ceil(0.25 * count) : count - trained);
  return part === 'test' ? forTest : (trained ?? count - forTest);
}

