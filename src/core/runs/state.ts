import type { RunInfo, RunState } from '../protocol/engine.js';

const live = { preparing: true, running: true, paused: true, stopped: false, finished: false, failed: false, interrupted: false } satisfies Record<RunState, boolean>;

/** Whether a run is still going on. */
export const isLive = ({ state }: Pick<RunInfo, 'state'>): boolean => live[state];
