import { resolve } from 'node:path';
import { readers } from '../../client/readers.js';
import { analyze } from '../../core/analyze.js';
import { UserError } from '../../core/protocol/failure.js';
import type { DatasetQuestion, TrainRequest } from '../../core/protocol/engine.js';
import { epochsOf } from '../../core/recipe/stages.js';
import { readText } from '../files.js';
import { followRun } from '../follow-run.js';
import { preflightText } from '../report/preflight.js';
import type { Terminal } from '../terminal.js';
import { nameOf, trainableModel, withData } from '../trainable.js';
import { defineVerb, numberFrom, wholeNumber } from '../verb.js';

export default defineVerb({
  summary: 'Trains the model that a Keras file describes, as the file says, without Python.',
  operands: { usage: 'FILE', least: 1, most: 1 },
  options: {
    epochs: { type: 'string', value: 'N', help: 'Epochs instead of the file\'s own number.' },
    data: { type: 'string', value: 'DIR|NAME', help: 'Other data: a folder, or the name of a keras.datasets set.' },
    backend: { type: 'string', value: 'B', help: 'Device, as `convlens devices` lists them; left out, the best one.' },
    out: { type: 'string', value: 'DIR', help: 'Where the run\'s folder is made (default .convlens/runs).' },
    model: { type: 'string', value: 'NAME', help: 'Which model, where the file trains several.' },
    keep: { type: 'string', value: 'GB', help: 'Room for the weights of all epochs; beyond, they are thinned out evenly (default 2).' },
    seed: { type: 'string', value: 'N', help: 'Decides first weights, order of images and dropout.' },
    yes: { type: 'boolean', help: 'Ask nothing: data that is not here is taken from the bundled subset.' },
    'dry-run': { type: 'boolean', help: 'Only say what would happen: device, memory, and the time of an epoch from a few steps.' },
    json: { type: 'boolean', help: 'Print the run, its epochs and test results as JSON at the end.' },
  },
  details: 'Ctrl-C stops after the step under way and keeps the model; twice ends at once. The run\'s folder holds model.keras, which Keras can load.',
  async run({ values, operands, terminal, engine }) {
    const file = resolve(operands[0]!);
    const epochs = wholeNumber('epochs', values.epochs, 1);
    const seed = wholeNumber('seed', values.seed);
    const keep = numberFrom('keep', values.keep, 0);
    const text = readText(file);
    const model = trainableModel(operands[0]!, text, analyze(text, { file, ...readers([process.cwd()]) }), values.model);
    const recipe = values.data === undefined ? model.recipe : withData(model.recipe, values.data);
    const missingDataset = await answerQuestions(await engine.api.questions(recipe), terminal, values.yes);
    const request: TrainRequest = {
      graph: model.graph,
      recipe,
      sourceFile: file,
      sourceText: text,
      runsDirectory: resolve(values.out ?? '.convlens/runs'),
      missingDataset,
      ...(epochs === undefined ? {} : { epochs }),
      ...(seed === undefined ? {} : { seed }),
      ...(keep === undefined ? {} : { checkpointBytes: keep * 1e9 }),
      ...(values.backend === undefined ? {} : { device: values.backend }),
    };
    if (values['dry-run']) {
      const { runsDirectory: _kept, ...looked } = request;
      const found = await engine.api.preflight(looked, 'dry run');
      terminal.out(values.json ? `${JSON.stringify(found)}\n` : preflightText(nameOf(model), found));
      return found.fits === 'no' ? 1 : 0;
    }
    return followRun(engine, terminal, { title: `Training ${nameOf(model)}`, epochs: epochs ?? epochsOf(recipe), json: values.json, start: () => engine.api.train(request) });
  },
});

/** How data that is not on this machine is had. Throws a UserError where it cannot be, or where the answer is to cancel. */
async function answerQuestions(questions: readonly DatasetQuestion[], terminal: Terminal, yes: boolean): Promise<NonNullable<TrainRequest['missingDataset']>> {
  let answer: NonNullable<TrainRequest['missingDataset']> = 'bundled';
  for (const { dataset, bundled, download } of questions) {
    const size = download === null ? '' : `${(download.bytes / 2 ** 20).toFixed(0)} MB to ${download.target}`;
    if (terminal.interactive && !yes) {
      const choices = [...(bundled === null ? [] : [`b = ${bundled}`]), ...(download === null ? [] : [`d = download ${size}`]), 'c = cancel'];
      const said = (await terminal.ask(`${dataset} is not on this machine: ${choices.join(', ')}? `)).toLowerCase();
      if (said.startsWith('d') && download !== null) answer = 'download';
      else if (!(said.startsWith('b') && bundled !== null)) throw new UserError('Nothing was trained: no data was chosen.');
    } else if (bundled === null) {
      throw new UserError(`${dataset} is not on this machine and no subset of it comes with ConvLens. ${download === null ? 'Put it into ~/.keras/datasets' : `Run the command on a terminal to be asked for the download (${size})`}, or give other data with --data.`);
    } else {
      terminal.err(`${dataset} is not on this machine; using ${bundled}.\n`);
    }
  }
  return answer;
}
