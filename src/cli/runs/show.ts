import { metricNames, valuesOf } from '../../core/runs/metrics.js';
import { columns } from '../report/columns.js';
import { figure } from '../report/progress.js';
import { epochsText, startedText, type RunsAction } from './action.js';

export const show: RunsAction = {
  least: 1,
  async run({ store, runs, values, terminal }) {
    const told = await Promise.all(runs.map(async ({ info, best, checkpoints }) => ({ run: info, best, checkpoints, epochs: await store.epochs(info), parameters: await store.parameters(info) })));
    if (values.json) {
      terminal.out(`${JSON.stringify({ runs: told })}\n`);
      return 0;
    }
    for (const { run, best, checkpoints, epochs, parameters } of told) {
      const kept = checkpoints.length === 0 ? 'none' : `after epochs ${checkpoints.join(', ')}`;
      const test = Object.entries(run.test ?? {}).map(([name, value]) => `${name} ${figure(value)}`).join(', ');
      terminal.out(columns([
        ['Run', run.name], ['Folder', run.directory], ['Source', run.sourceFile], ['Started', startedText(run)], ['State', run.state], ['Epochs', epochsText(run)], ['Device', run.device], ['Data', run.data],
        ['Best', best ? `${best.name} ${figure(best.value)} in epoch ${best.epoch}` : 'no epoch has ended'], ['Test', test || 'none'], ['Checkpoints', kept],
        ...(run.error === null ? [] : [['Error', run.error]]),
        ...(run.warnings ?? []).map((warning) => ['Note', warning]),
      ]));
      const names = metricNames(epochs);
      if (epochs.length > 0) terminal.out(`\n${columns([['Epoch', ...names], ...epochs.map((epoch) => [String(epoch.epoch), ...names.map((name) => figureOf(valuesOf(epoch)[name]))])], [0, ...names.map((_, at) => at + 1)])}`);
      terminal.out(parameters === null ? '\nIts recipe cannot be read.\n' : `\n${columns([['Parameter', 'Value'], ...parameters.map(({ name, value }) => [name, value])])}`);
    }
    return 0;
  },
};

const figureOf = (value: number | undefined): string => (value === undefined ? '' : figure(value));
