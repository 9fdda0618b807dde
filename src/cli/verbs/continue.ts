import { resolve } from 'node:path';
import { followRun } from '../follow-run.js';
import { readRun } from '../files.js';
import { defineVerb, wholeNumber } from '../verb.js';

export default defineVerb({
  summary: 'Goes on with a run that was interrupted or stopped, from its last finished epoch.',
  operands: { usage: 'RUN', least: 1, most: 1 },
  options: {
    epochs: { type: 'string', value: 'N', help: 'Train to this epoch instead of the run\'s own last one.' },
    backend: { type: 'string', value: 'B', help: 'Device, as `convlens devices` lists them; left out, the one that the run was on.' },
    json: { type: 'boolean', help: 'Print the run, its epochs and test results as JSON at the end.' },
  },
  details: 'RUN is a run\'s folder, such as .convlens/runs/20261126-140200-mnist. Losses go on as if the run had never stopped.',
  async run({ values, operands, terminal, engine }) {
    const runDirectory = resolve(operands[0]!);
    const run = readRun(runDirectory);
    const epochs = wholeNumber('epochs', values.epochs, 1);
    return followRun(engine, terminal, {
      title: `Going on with ${run.name}`,
      epochs: epochs ?? run.epochs,
      json: values.json,
      start: () => engine.api.continueRun({ runDirectory, ...(epochs === undefined ? {} : { epochs }), ...(values.backend === undefined ? {} : { device: values.backend }) }),
    });
  },
});
