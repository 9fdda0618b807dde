import { columns } from '../report/columns.js';
import { figure } from '../report/progress.js';
import { epochsText, startedText, type RunsAction } from './action.js';

export const list: RunsAction = {
  least: null,
  async run({ runs, folder, values, terminal }) {
    if (values.json) {
      terminal.out(`${JSON.stringify({ runs: runs.map(({ info, best }) => ({ ...info, best })) })}\n`);
    } else if (runs.length === 0) {
      terminal.err(`There are no runs in ${folder}. \`convlens train FILE\` makes one.\n`);
    } else {
      terminal.out(columns([['Run', 'Started', 'State', 'Epochs', 'Best', 'Device'], ...runs.map(({ info, best }) => [info.name, startedText(info), info.state, epochsText(info), best ? `${best.name} ${figure(best.value)}` : '', info.device])], [3]));
    }
    return 0;
  },
};
