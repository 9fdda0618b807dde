import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunInfo } from '../core/protocol/engine.js';

/** Writes into a run's folder that its process ended under it, and returns what `run.json` says now. A folder that is gone stays gone. */
export function markInterrupted(run: RunInfo, reason: string): RunInfo {
  const path = join(run.directory, 'run.json');
  try {
    const known = JSON.parse(readFileSync(path, 'utf8')) as RunInfo;
    const changed: RunInfo = { ...known, state: 'interrupted', error: reason };
    writeFileSync(`${path}.tmp`, `${JSON.stringify(changed, null, 2)}\n`);
    renameSync(`${path}.tmp`, path);
    return changed;
  } catch {
    return { ...run, state: 'interrupted', error: reason };
  }
}
