import { join, resolve } from 'node:path';
import { writeEvents } from '../../client/runs/change.js';
import { UserError } from '../../core/protocol/failure.js';
import { metricsCsv } from '../../core/runs/csv.js';
import { writeFile } from '../files.js';
import type { RunsAction } from './action.js';

export const exportRuns: RunsAction = {
  least: 1,
  async run({ store, runs, values, terminal }) {
    const all = await Promise.all(runs.map(async ({ info }) => ({ info, name: info.name, epochs: await store.epochs(info) })));
    if (values.format === 'tensorboard') {
      const { out } = values;
      const files = all.flatMap(({ info, epochs }) => writeEvents(info, epochs, out === undefined ? join(info.directory, 'tensorboard') : join(resolve(out), info.id)));
      terminal.out(values.json ? `${JSON.stringify({ files })}\n` : files.map((file) => `${file}\n`).join(''));
      return 0;
    }
    const empty = all.find(({ epochs }) => epochs.length === 0);
    if (empty) throw new UserError(`The run "${empty.name}" has no finished epoch yet, so there is nothing to export.`);
    const text = metricsCsv(all);
    if (values.out === undefined) {
      terminal.out(values.json ? `${JSON.stringify({ csv: text })}\n` : text);
    } else {
      writeFile(resolve(values.out), text);
      terminal.out(values.json ? `${JSON.stringify({ files: [resolve(values.out)] })}\n` : `${resolve(values.out)}\n`);
    }
    return 0;
  },
};
