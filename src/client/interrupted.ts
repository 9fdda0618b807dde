import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunInfo } from '../core/protocol/engine.js';
import { checkpointEpochs } from '../core/runs/folder.js';
import { writeWholeSync } from './whole.js';

/** Epochs that have a checkpoint: the process may have ended before it wrote their number down. */
function finished(directory: string): number[] {
  try {
    return checkpointEpochs(readdirSync(join(directory, 'checkpoints')));
  } catch {
    return [];
  }
}

/** Writes into a run's folder that its process ended under it, and returns what `run.json` says now. A folder that is gone stays gone. */
export function markInterrupted(run: RunInfo, reason: string): RunInfo {
  const path = join(run.directory, 'run.json');
  try {
    const known = JSON.parse(readFileSync(path, 'utf8')) as RunInfo;
    const changed: RunInfo = { ...known, state: 'interrupted', error: reason, epochsDone: Math.max(known.epochsDone, ...finished(run.directory)) };
    writeWholeSync(path, `${JSON.stringify(changed, null, 2)}\n`);
    return changed;
  } catch {
    return { ...run, state: 'interrupted', error: reason };
  }
}
