import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { startEngine, type EngineClient } from '../../../src/client/index.js';
import { analyze } from '../../../src/core/analyze.js';
import type { EpochMetrics, Progress, RunInfo, TrainRequest } from '../../../src/core/protocol/engine.js';
import type { ActivationsPicture } from '../../../src/visualizations/activations/contract.js';
import type { CamPicture } from '../../../src/visualizations/cam/contract.js';
import type { FiltersPicture } from '../../../src/visualizations/filters/contract.js';
import { readNpy } from '../../../src/engine/datasets/npy.js';
import { run as runCli, stringTerminal } from '../../unit/cli/support.js';

const entry = fileURLToPath(new URL('../../support/engine-from-sources.cjs', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'convlens-engine-'));
/** No data set of this machine's user decides what a test sees. */
const env = { KERAS_HOME: join(scratch, 'keras') };
const source = (epochs: number) => `from keras import layers, models
from keras.datasets import mnist
(x, y), (u, v) = mnist.load_data()
x = x.reshape((-1, 28, 28, 1)).astype('float32') / 255
u = u.reshape((-1, 28, 28, 1)).astype('float32') / 255
model = models.Sequential([layers.Input((28, 28, 1)), layers.Conv2D(8, 3, activation='relu', name='first'), layers.MaxPooling2D(2), layers.Conv2D(8, 3, activation='relu', name='second'), layers.Flatten(), layers.Dense(10, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x[:6000], y[:6000], epochs=${epochs}, batch_size=64)
model.evaluate(u, v)
`;

function request(epochs: number): TrainRequest {
  const sourceText = source(epochs);
  const [model] = analyze(sourceText, { file: '/small.py' }).models;
  assert.ok(model?.recipe);
  return { graph: model.graph, recipe: model.recipe, sourceFile: '/small.py', sourceText, runsDirectory: join(scratch, 'runs'), missingDataset: 'bundled', seed: 1 };
}

describe('the engine process', function () {
  this.timeout(240_000);
  let engine: EngineClient;
  let run: RunInfo;
  const progress: Progress[] = [];
  const epochs: (EpochMetrics & { runId: string })[] = [];
  const states: string[] = [];

  const finished = (id?: string): Promise<RunInfo> =>
    new Promise((resolve) => {
      const unlisten = engine.listen({
        runChanged: (changed) => {
          if (['preparing', 'running', 'paused'].includes(changed.state) || (id !== undefined && changed.id !== id)) return;
          unlisten();
          resolve(changed);
        },
      });
    });

  before(async () => {
    engine = startEngine({ entry, env });
    engine.listen({ progress: (event) => progress.push(event), epochEnded: (event) => epochs.push(event), runChanged: ({ state }) => states.push(state) });
    const end = finished();
    await engine.api.train(request(2));
    run = await end;
  });
  after(() => engine.dispose());

  it('trains: progress, epochs counted from 1, a run folder, results of the test data', () => {
    assert.equal(run.error, null);
    assert.equal(run.state, 'finished');
    assert.deepEqual(epochs.map(({ epoch, runId }) => [epoch, runId]), [[1, run.id], [2, run.id]]);
    assert.deepEqual([...new Set(progress.map(({ epoch }) => epoch))], [1, 2]);
    assert.ok(progress.every(({ step, steps, imagesPerSecond }) => step <= steps && imagesPerSecond > 0));
    assert.ok(epochs[1]!.loss < epochs[0]!.loss);
    assert.ok(run.test!['accuracy']! > 0.5, JSON.stringify(run.test));
    assert.match(run.data, /MNIST, bundled subset \(20,000 training and 2,000 test images\)/);
    assert.deepEqual(states.filter((state) => state !== 'running'), ['finished']);
    assert.deepEqual(JSON.parse(readFileSync(join(run.directory, 'run.json'), 'utf8')), run);
    for (const file of ['graph.json', 'recipe.json', 'source.py', 'metrics.jsonl', 'model.keras']) assert.ok(existsSync(join(run.directory, file)), file);
  });

  it('asks about data that is not on the machine, once a set', async () => {
    const questions = await engine.api.questions(request(1).recipe);
    assert.deepEqual(questions.map(({ dataset, bundled }) => [dataset, bundled]), [['MNIST', 'MNIST, bundled subset (20,000 training and 2,000 test images)']]);
  });

  it('gives images with their labels', async () => {
    const { total, images } = await engine.api.images({ runDirectory: run.directory, split: 'test', from: 7, count: 3 });
    assert.equal(total, 2000);
    assert.deepEqual(images.map(({ index, height, width, channels, pixels }) => [index, height, width, channels, pixels.length]), [[7, 28, 28, 1, 784], [8, 28, 28, 1, 784], [9, 28, 28, 1, 784]]);
    assert.deepEqual(images.map(({ label, labelName }) => [label, labelName]), [[9, '9'], [5, '5'], [9, '9']]);
    assert.ok(images.every(({ pixels }) => pixels.some((value) => value > 200)));
    assert.equal((await engine.api.images({ runDirectory: run.directory, split: 'test', from: 1999, count: 10 })).images.length, 1);
  });

  it('lists images by class over all the data, and by their loss in the newest evaluation', async () => {
    const sevens = await engine.api.images({ runDirectory: run.directory, split: 'test', from: 0, count: 40, label: 7 });
    assert.ok(sevens.images.every(({ label }) => label === 7) && sevens.images.length === 40);
    assert.equal(sevens.total, sevens.classes.find(({ label }) => label === 7)?.count);
    assert.equal(sevens.classes.reduce((sum, { count }) => sum + count, 0), 2000);

    const worst = await engine.api.images({ runDirectory: run.directory, split: 'worst', from: 0, count: 50 });
    assert.equal(worst.note, 'The 500 highest losses of 2,000 test images after epoch 2');
    const losses = worst.images.map(({ loss }) => loss ?? NaN);
    assert.deepEqual(losses, [...losses].sort((a, b) => b - a));
    // The loss of one image is what the model's own prediction of it says: minus the logarithm of its class's probability.
    for (const { index, split, label, loss, predicted } of worst.images.slice(0, 3)) {
      const { probabilities } = (await engine.api.visualize('cam', { subject: { weights: { kind: 'run', directory: run.directory, epoch: 'last' }, image: { kind: 'dataset', split, index } }, method: 'grad-cam', layer: null, target: null }, `worst ${index}`)) as CamPicture;
      const expected = -Math.log(probabilities[label!]!);
      assert.ok(Math.abs(loss! - expected) < 1e-3 * expected, `image ${index}: ${loss} and ${expected}`);
      assert.equal(predicted, String(probabilities.indexOf(Math.max(...probabilities))));
    }
    const ofOne = await engine.api.images({ runDirectory: run.directory, split: 'worst', from: 0, count: 500, label: worst.images[0]!.label! });
    assert.deepEqual([ofOne.images[0]!.index, ofOne.images.every(({ label }) => label === worst.images[0]!.label)], [worst.images[0]!.index, true]);
  });

  const weights = () => ({ kind: 'run', directory: run.directory, epoch: 'last' }) as const;

  it('shows what the trained model does with a test image', async () => {
    const subject = { weights: weights(), image: { kind: 'dataset', split: 'test', index: 7 } } as const;
    const activations = (await engine.api.visualize('activations', { subject, layer: 'second' }, 'a')) as ActivationsPicture;
    assert.deepEqual([activations.height, activations.width, activations.channels.length, activations.values.length], [11, 11, 8, 11 * 11 * 8]);
    assert.deepEqual([activations.info.model, activations.info.label, activations.info.image], ['small.py › sequential', 9, 'test #7 "9"']);
    assert.equal(Math.max(...activations.info.original!.values), 255);
    const cam = (await engine.api.visualize('cam', { subject, method: 'grad-cam', layer: null, target: null }, 'c')) as CamPicture;
    assert.equal(cam.layer, 'second');
    assert.ok(Math.abs(cam.probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-5);
    assert.equal(cam.info.classNames[cam.target], String(cam.target));
  });

  it('shows patterns as they form, and stops when cancelled', async () => {
    const partial = new Promise<FiltersPicture>((resolve) => engine.listen({ partial: (token, picture) => token === 'f' && resolve(picture as FiltersPicture) }));
    const asked = engine.api.visualize('filters', { subject: { weights: weights(), image: null }, layer: 'second', filters: null, steps: 9999, stepSize: 1, seed: 1 }, 'f');
    const refusal = assert.rejects(asked, { name: 'UserError', message: 'Cancelled.' });
    assert.equal((await partial).patterns.length, 8);
    await engine.api.cancel('f');
    await refusal;
  });

  it('refuses in a sentence what it cannot do', async () => {
    const subject = { weights: weights(), image: null };
    const bad: readonly (readonly [string, unknown, RegExp])[] = [
      ['spectrum', { subject }, /no visualization "spectrum"/],
      ['activations', { subject: { weights: { kind: 'cloud' }, image: null }, layer: null }, /request for "activations" is not valid: subject/],
      ['activations', { subject, layer: null }, /Choose an image first/],
      ['activations', { subject: { ...subject, image: { kind: 'dataset', split: 'test', index: 2000 } }, layer: null }, /has 2000 images/],
      ['activations', { subject: { ...subject, image: { kind: 'file', path: entry } }, layer: null }, /could not be read as an image/],
      ['activations', { subject: { ...subject, image: { kind: 'file', path: '/none.png' } }, layer: null }, /was not found/],
      ['cam', { subject: { ...subject, image: { kind: 'dataset', split: 'test', index: 0 } }, method: 'grad-cam', layer: 'flatten', target: null }, /has no height and width to point at; choose one of first, /],
      ['cam', { subject: { ...subject, image: { kind: 'dataset', split: 'test', index: 0 } }, method: 'grad-cam', layer: null, target: 10 }, /has 10 classes, numbered from 0; class 10/],
      ['filters', { subject, layer: 'first', filters: [8], steps: 1, stepSize: 1, seed: 1 }, /has 8 filters, numbered from 0; filter 8/],
      ['filters', { subject: { ...subject, weights: { ...weights(), epoch: 9 } }, layer: null, filters: null, steps: 1, stepSize: 1, seed: 1 }, /no checkpoint after epoch 9/],
    ];
    for (const [id, asked, message] of bad) await assert.rejects(engine.api.visualize(id, asked, 'x'), { name: 'UserError', message }, id);
    await assert.rejects(engine.api.train({} as TrainRequest), { name: 'UserError', message: /request "train" is not valid/ });
    await assert.rejects(engine.api.pause('none'), { name: 'UserError', message: /is not training/ });
  });

  it('fits image files to the model and preprocesses them as the recipe does', async () => {
    const path = join(scratch, 'red.png');
    await sharp({ create: { width: 400, height: 300, channels: 3, background: { r: 255, g: 0, b: 0 } } }).png().toFile(path);
    const picture = (await engine.api.visualize('activations', { subject: { weights: weights(), image: { kind: 'file', path } }, layer: 'first' }, 'i')) as ActivationsPicture;
    // Pillow turns pure red into the gray 76.
    assert.deepEqual([...new Set(picture.info.original!.values)], [76]);
    assert.equal(picture.info.preprocessing, 'as the run\'s recipe says');
  });

  it('serves the command line: pictures as PNG and .npy', async () => {
    const out = join(scratch, 'pictures');
    const { code, out: printed } = await runCli(['activations', run.directory, '--test-index', '7', '--layer', 'first', '--out', out, '--json'], stringTerminal(), { entry, env });
    assert.equal(code, 0);
    const { pictures } = JSON.parse(printed) as { pictures: { png: string; npy: string; layer: string }[] };
    assert.deepEqual(readdirSync(out).sort(), ['test-7-first-activations.npy', 'test-7-first-activations.png']);
    assert.deepEqual(readNpy(readFileSync(pictures[0]!.npy), 'x').shape, [26, 26, 8]);
    const { width, height, format } = await sharp(pictures[0]!.png).metadata();
    assert.deepEqual([format, width, height], ['png', 4 * 54 - 2, 2 * 54 - 2]);
  });

  it('asks on a terminal where the data should come from, and takes no for an answer', async () => {
    const file = join(scratch, 'small.py');
    writeFileSync(file, source(1));
    const { code, err } = await runCli(['train', file, '--out', join(scratch, 'more')], stringTerminal({ answers: ['c'] }), { entry, env });
    assert.equal(code, 1);
    assert.match(err, /^MNIST is not on this machine: b = MNIST, bundled subset \([^)]+\), d = download 11 MB to .*keras.datasets, c = cancel\? convlens train: Nothing was trained: no data was chosen\.\n$/);
    assert.ok(!existsSync(join(scratch, 'more')));
  });

  it('stops on Ctrl-C and keeps the model', async () => {
    const file = join(scratch, 'long.py');
    writeFileSync(file, source(500));
    const terminal = stringTerminal();
    const err = terminal.err;
    const interrupting = { ...terminal, err: (text: string) => { err(text); if (text.startsWith('Epoch 1/500: loss')) terminal.interrupt(); } };
    const { code, out } = await runCli(['train', file, '--yes', '--json', '--out', join(scratch, 'more')], interrupting, { entry, env });
    const { run: stopped } = JSON.parse(out) as { run: RunInfo };
    assert.deepEqual([code, stopped.state], [0, 'stopped']);
    assert.ok(existsSync(join(stopped.directory, 'model.keras')));
    assert.match(terminal.written.err, /using MNIST, bundled subset/);
  });

  it('is killed while training: the call is refused, the run is marked, the next training works', async () => {
    const reasons: string[] = [];
    engine.listen({ stopped: (reason) => reasons.push(reason) });
    const end = finished();
    const started = await engine.api.train(request(500));
    const waiting = engine.api.visualize('filters', { subject: { weights: weights(), image: null }, layer: 'second', filters: null, steps: 9999, stepSize: 1, seed: 1 }, 'k');
    const refusal = assert.rejects(waiting, { name: 'UserError', message: /The engine stopped unexpectedly \(signal SIGKILL\)/ });
    process.kill(engine.pid!, 'SIGKILL');
    await refusal;
    const interrupted = await end;
    assert.deepEqual([interrupted.id, interrupted.state, reasons.length], [started.id, 'interrupted', 1]);
    assert.equal((JSON.parse(readFileSync(join(started.directory, 'run.json'), 'utf8')) as RunInfo).state, 'interrupted');
    const again = finished();
    await engine.api.train(request(1));
    assert.equal((await again).state, 'finished');
  });
});
