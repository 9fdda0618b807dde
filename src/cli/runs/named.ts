import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunStore, RunSummary } from '../../client/runs/store.js';
import { UserError } from '../../core/protocol/failure.js';

/** The run that an operand names: its folder, the folder's name inside the runs' folder, or its label. Throws a UserError where there is none or several. */
export async function namedRun(store: RunStore, folder: string, operand: string): Promise<RunSummary> {
  for (const path of [resolve(operand), join(folder, operand)]) {
    const run = existsSync(join(path, 'run.json')) ? await store.summary(path) : null;
    if (run) return run;
  }
  const all = await store.summaries(await store.directories([folder]));
  const found = all.filter(({ info }) => info.name === operand);
  if (found.length > 1) throw new UserError(`${found.length} runs in ${folder} have the label "${operand}": ${found.map(({ info }) => info.id).join(', ')}. Name one by its folder.`);
  if (found[0]) return found[0];
  throw new UserError(`"${operand}" is neither a run's folder nor the name of a run in ${folder}; ${all.length === 0 ? 'there are none. `convlens train FILE` makes one' : '`convlens runs list` tells them'}.`);
}
