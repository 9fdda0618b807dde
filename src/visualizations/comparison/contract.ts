import type { EpochMetrics, RunInfo } from '../../core/protocol/engine.js';
import type { Parameter } from '../../core/runs/parameters.js';

export interface ComparedRun {
  /** The run's folder, by which the editor knows it. */
  readonly id: string;
  /** Its label, else its source and start. */
  readonly title: string;
  readonly info: Pick<RunInfo, 'state' | 'epochs' | 'epochsDone' | 'started'>;
  /** Finished epochs, ascending. */
  readonly epochs: readonly EpochMetrics[];
  /** Null where its recipe cannot be read. */
  readonly parameters: readonly Parameter[] | null;
}

/** All that the panel shows, sent whole. */
export interface ComparisonState {
  readonly runs: readonly ComparedRun[];
  /** Runs that were asked for and are not there any more. */
  readonly gone: number;
}

export type Side = 'both' | 'training' | 'validation';

/** What the user has chosen; it outlives the page. */
export interface ComparisonMemory {
  readonly runs: readonly string[];
  /** Without `val_`; null for the first one. */
  readonly metric: string | null;
  readonly side: Side;
  /** 0 (none) to 0.99. */
  readonly smoothing: number;
  /** Runs whose curves are switched off. */
  readonly hidden: readonly string[];
  /** All parameters, not only those that differ. */
  readonly all: boolean;
}

export interface ComparisonHost {
  /** The page can draw now. */
  start(): Promise<ComparisonState>;
  /** Compares the sources of two runs in the editor. */
  compareSources(one: string, other: string): Promise<void>;
  /** Shows one run's own curves. */
  showRun(id: string): Promise<void>;
  save(name: string, bytes: Uint8Array): Promise<void>;
}

export interface ComparisonView {
  state(state: ComparisonState): void;
}
