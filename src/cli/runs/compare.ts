import { UserError } from '../../core/protocol/failure.js';
import { bestValue, metricNames } from '../../core/runs/metrics.js';
import { compareParameters, shortened } from '../../core/runs/parameters.js';
import { columns } from '../report/columns.js';
import { figure } from '../report/progress.js';
import { epochsText, type RunsAction } from './action.js';

export const compare: RunsAction = {
  least: 2,
  async run({ store, runs, values, terminal }) {
    const infos = runs.map(({ info }) => info);
    const epochs = await Promise.all(infos.map((info) => store.epochs(info)));
    const names = metricNames(epochs.flat());
    if (values.metric !== undefined && !names.includes(values.metric)) throw new UserError(`None of these runs has the metric "${values.metric}"; they have ${names.join(', ') || 'none yet'}.`);
    const parameters = await Promise.all(infos.map(async (info) => {
      const known = await store.parameters(info);
      if (known === null) throw new UserError(`The recipe of ${info.name} cannot be read; choose other runs.`);
      return known;
    }));
    const compared = compareParameters(parameters);
    const best = (values.metric === undefined ? names : [values.metric]).map((name) => ({ name, values: epochs.map((each) => bestValue(each, name)) }));
    if (values.json) {
      terminal.out(`${JSON.stringify({ runs: infos, best: best.map(({ name, values: found }) => ({ metric: name, runs: found.map((one) => one && { value: one.value, epoch: one.epoch }) })), parameters: compared })}\n`);
      return 0;
    }
    const right = infos.map((_, at) => at + 1);
    terminal.out(columns([['', ...infos.map(({ name }) => name)], ['state', ...infos.map(({ state }) => state)], ['epochs', ...infos.map(epochsText)], ...best.map(({ name, values: found }) => [`best ${name}`, ...found.map((one) => (one ? `${figure(one.value)} (${one.epoch})` : ''))])], right));
    const shown = compared.filter(({ differs }) => differs || values.all);
    // Not by colour alone: what differs is marked where the same stands beside it.
    const mark = (differs: boolean): string => (values.all ? (differs ? '* ' : '  ') : '');
    terminal.out(shown.length === 0 ? '\nAll parameters are the same.\n' : `\n${columns([[`${mark(false)}Parameter`, ...infos.map(({ name }) => name)], ...shown.map(({ name, values: each, differs }) => [`${mark(differs)}${name}`, ...each.map((value) => (value === null ? '(none)' : shortened(value)))])])}`);
    return 0;
  },
};
