import { resolve } from 'node:path';
import { RunStore } from '../../client/runs/store.js';
import type { RunsAction } from '../runs/action.js';
import { compare } from '../runs/compare.js';
import { deleteRuns } from '../runs/delete.js';
import { exportRuns } from '../runs/export.js';
import { list } from '../runs/list.js';
import { namedRun } from '../runs/named.js';
import { show } from '../runs/show.js';
import { UsageError, defineVerb, nearest, oneOf } from '../verb.js';

const actions: { readonly [name: string]: RunsAction } = { list, show, compare, export: exportRuns, delete: deleteRuns };
const names = Object.keys(actions);

export default defineVerb({
  summary: 'Lists, shows, compares, exports and deletes runs.',
  operands: { usage: `${names.join('|')} [RUN...]`, least: 1, most: 1001 },
  options: {
    dir: { type: 'string', value: 'DIR', help: 'The runs\' folder (default .convlens/runs).' },
    metric: { type: 'string', value: 'NAME', help: 'compare: only this metric, such as val_accuracy.' },
    all: { type: 'boolean', help: 'compare: all parameters, those that differ marked; otherwise only those.' },
    format: { type: 'string', value: 'FORMAT', help: 'export: csv (default) or tensorboard, which writes event files.' },
    out: { type: 'string', value: 'PATH', help: 'export: the CSV file, or the folder of the event files (default: standard output, or tensorboard/ inside each run).' },
    yes: { type: 'boolean', help: 'delete: do not ask.' },
    json: { type: 'boolean', help: 'Print the result as JSON.' },
  },
  details: 'RUN is a run\'s folder, the name of one in the runs\' folder, or its label. `list` takes none, `compare` two or more, the others one or more. What `delete` takes away is gone for good; a run that is training is not taken.',
  async run({ values, operands: [name = '', ...operands], terminal }) {
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) {
      const near = nearest(name, names);
      throw new UsageError(`\`convlens runs\` does not know "${name}"${near === undefined ? '' : ` (did you mean ${near}?)`}; it takes ${names.join(', ')}.`);
    }
    const format = oneOf('format', values.format, ['csv', 'tensorboard']) ?? 'csv';
    const folder = resolve(values.dir ?? '.convlens/runs');
    const store = new RunStore();
    if (action.least === null && operands.length > 0) throw new UsageError(`\`convlens runs ${name}\` takes no runs, and "${operands[0]}" was given; \`--dir\` chooses the folder.`);
    if (operands.length < (action.least ?? 0)) throw new UsageError(`\`convlens runs ${name}\` needs ${action.least === 1 ? 'a run' : `at least ${action.least} runs`}; \`convlens runs list\` tells them.`);
    const runs = action.least === null ? await store.summaries(await store.directories([folder])) : await Promise.all(operands.map((operand) => namedRun(store, folder, operand)));
    return action.run({ store, runs, folder, values: { ...values, format }, terminal });
  },
});
