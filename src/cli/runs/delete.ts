import { checkDeletable, deleteRun } from '../../client/runs/change.js';
import { UserError } from '../../core/protocol/failure.js';
import { UsageError } from '../verb.js';
import type { RunsAction } from './action.js';

export const deleteRuns: RunsAction = {
  least: 1,
  async run({ runs, values, terminal }) {
    // All or none: a run that must not be deleted keeps the others too.
    for (const { info } of runs) checkDeletable(info);
    const names = runs.map(({ info }) => info.name).join(', ');
    if (!values.yes) {
      if (!terminal.interactive) throw new UsageError(`Deleting ${names} needs --yes where nobody can be asked.`);
      const said = await terminal.ask(`Delete ${names} for good, with ${runs.length === 1 ? 'its' : 'their'} models and checkpoints (y/n)? `);
      if (!/^y(es)?$/i.test(said)) throw new UserError('Nothing was deleted.');
    }
    for (const { info } of runs) await deleteRun(info);
    const deleted = runs.map(({ info }) => info.directory);
    terminal.out(values.json ? `${JSON.stringify({ deleted })}\n` : deleted.map((directory) => `${directory} is deleted.\n`).join(''));
    return 0;
  },
};
