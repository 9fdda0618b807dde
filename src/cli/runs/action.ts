import type { RunInfo } from '../../core/protocol/engine.js';
import type { RunStore, RunSummary } from '../../client/runs/store.js';
import type { Terminal } from '../terminal.js';

/** What the verb `runs` is given, read and checked. */
export interface RunsRequest {
  readonly store: RunStore;
  /** The runs that were named; for `list` all of the folder, newest first. */
  readonly runs: readonly RunSummary[];
  /** The runs' folder, for messages. */
  readonly folder: string;
  readonly values: {
    readonly json: boolean;
    readonly yes: boolean;
    readonly all: boolean;
    readonly format: 'csv' | 'tensorboard';
    readonly out: string | undefined;
    readonly metric: string | undefined;
  };
  readonly terminal: Terminal;
}

/** One action of `convlens runs`. */
export interface RunsAction {
  /** How many runs it takes; null for all of the folder. */
  readonly least: number | null;
  run(request: RunsRequest): Promise<0 | 1>;
}

/** `3/10`. */
export const epochsText = ({ epochsDone, epochs }: RunInfo): string => `${epochsDone}/${epochs}`;

/** `2026-11-24 14:02`, in the machine's own time; the text itself where it is no time. */
export function startedText({ started }: RunInfo): string {
  const time = new Date(started);
  if (Number.isNaN(time.getTime())) return started;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
