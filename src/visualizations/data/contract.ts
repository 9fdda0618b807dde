import type { DataOverview, DataRole, DataSamples, DataVariants, FileCheck } from '../../core/protocol/data.js';

/** All that the data panel shows. */
export interface DataState {
  readonly overview: DataOverview;
  readonly role: DataRole;
  /** The class whose samples are shown alone; null for some of each. */
  readonly label: number | null;
  /** Null while they are read for the first time. */
  readonly samples: DataSamples | null;
  /** The sample that is open, by its number; null for the sheets of all. */
  readonly open: number | null;
  readonly variants: DataVariants | null;
  /** How far the look at every file of this part is; null before one was asked for. */
  readonly check: FileCheck | null;
  readonly checking: boolean;
  /** What went wrong with what is asked for at the moment, in a sentence. */
  readonly failure: string | null;
}

/** What a person can ask for. */
export interface DataActions {
  part(role: DataRole): void;
  chooseClass(label: number | null): void;
  more(): void;
  open(index: number | null): void;
  /** To the sample before or after the open one. */
  step(by: -1 | 1): void;
  check(): void;
  stopCheck(): void;
  refresh(): void;
}
