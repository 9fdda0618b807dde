import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { analyze } from '../../src/core/analyze.js';
import type { EpochMetrics, Progress, RunInfo, TrainRequest } from '../../src/core/protocol/engine.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { openKerasFile, weightsFrom } from '../../src/engine/modelfiles/keras-file.js';
import { openModel } from '../../src/engine/pictures/open.js';
import { loadedWeights } from '../../src/engine/training/loaded-weights.js';
import { Run, listRuns, markInterrupted } from '../../src/engine/runs/run.js';
import { leastMissed } from '../../src/engine/runs/thinning.js';
import { npy } from './support/npy.js';
import { resumeTraining, startTraining, trainRun, type TrainListener } from '../../src/engine/training/train.js';

/** Two classes of points that a straight line divides. */
function writeData(folder: string, count = 90): void {
  const x = Float32Array.from({ length: count * 4 }, (_, i) => Math.sin(i * 12.9898) * 2);
  const y = Uint8Array.from({ length: count }, (_, i) => Number(x[i * 4]! + x[i * 4 + 1]! > 0));
  writeFileSync(join(folder, 'data.npz'), zipSync({ 'x.npy': npy([count, 4], x), 'y.npy': npy([count], y) }));
}

const sourceFor = (fit = 'epochs=4, batch_size=16', extra = ''): string => `
import numpy as np
import keras
from keras import layers
${extra}
data = np.load('data.npz')
model = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation='relu'), layers.Dropout(0.1), layers.BatchNormalization(), layers.Dense(2, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(data['x'], data['y'], ${fit})
`;

interface Heard extends TrainListener {
  readonly progressed: Progress[];
  readonly epochs: EpochMetrics[];
  readonly states: RunInfo[];
  readonly lines: string[];
}
function listener(): Heard {
  const heard = { progressed: [] as Progress[], epochs: [] as EpochMetrics[], states: [] as RunInfo[], lines: [] as string[] };
  return {
    ...heard, progress: (event) => void heard.progressed.push(event), epochEnded: (event) => void heard.epochs.push(event), runChanged: (run) => void heard.states.push(run), log: (line) => void heard.lines.push(line),
  };
}

describe('runs', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'runs-'));
    writeData(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function request(source = sourceFor(), options: Partial<TrainRequest> = {}): TrainRequest {
    const { graph, recipe } = analyze(source).models.find((model) => model.recipe !== null) ?? assert.fail('no model is trained');
    assert.ok(recipe);
    return { graph, recipe, sourceFile: join(folder, 'points.py'), sourceText: source, runsDirectory: join(folder, 'runs'), seed: 3, ...options };
  }

  it('a training writes its folder: state, metrics, checkpoints, model', async () => {
    const heard = listener();
    const info = await trainRun(request(), createEagerDevice(), heard);
    assert.equal(info.error, null);
    assert.equal(info.state, 'finished');
    assert.deepEqual(heard.states.map(({ state }) => state).filter((state, i, all) => state !== all[i - 1]), ['running', 'finished']);
    assert.deepEqual(heard.epochs.map(({ epoch }) => epoch), [1, 2, 3, 4]);
    assert.ok(heard.epochs.at(-1)!.loss < heard.epochs[0]!.loss);
    assert.deepEqual(readdirSync(join(info.directory, 'checkpoints')).sort(), ['epoch-0001.keras', 'epoch-0002.keras', 'epoch-0003.keras', 'epoch-0004.keras']);
    const run = await Run.open(info.directory);
    assert.deepEqual((await run.metrics()).map(({ epoch, loss }) => [epoch, loss]), heard.epochs.map(({ epoch, loss }) => [epoch, loss]));
    const last = heard.progressed.at(-1)!;
    assert.deepEqual([last.epoch, last.step, last.steps], [4, 6, 6]);
    const file = await openKerasFile(readFileSync(run.modelPath), 'model.keras');
    assert.equal(Object.keys(weightsFrom(file, run.graph, 'model.keras')).length, 8);
    assert.deepEqual((await listRuns(join(folder, 'runs'))).map(({ id }) => id), [info.id]);
    assert.equal(readFileSync(join(info.directory, 'source.py'), 'utf8'), sourceFor());
  });

  it('keeps the weights of all epochs while there is room, and thins them out evenly beyond', async () => {
    const whole = await trainRun(request(sourceFor('epochs=2, batch_size=16')), createEagerDevice(), listener());
    const size = statSync(join(whole.directory, 'checkpoints', 'epoch-0001.keras')).size;
    const kept = async (checkpointBytes: number): Promise<number[]> => {
      const { directory } = await trainRun(request(sourceFor('epochs=9, batch_size=30'), { checkpointBytes }), createEagerDevice(), listener());
      return (await Run.open(directory)).checkpoints();
    };
    assert.deepEqual(await kept(5.5 * size), [1, 3, 5, 8, 9]);
    assert.deepEqual(await kept(0), [8, 9]);
  });

  it('thinned checkpoints of a long run lie evenly, the first and the last two among them', () => {
    const epochs: number[] = [];
    for (let epoch = 1; epoch <= 400; epoch++) {
      epochs.push(epoch);
      if (epochs.length > 12) epochs.splice(epochs.indexOf(leastMissed(epochs)!), 1);
    }
    assert.deepEqual([epochs.length, epochs[0], epochs.at(-2), epochs.at(-1)], [12, 1, 399, 400]);
    const widest = Math.max(...epochs.slice(1).map((epoch, i) => epoch - epochs[i]!));
    assert.ok(widest <= 2 * (400 / 11), `${widest} epochs lie between two of ${epochs.join(', ')}`);
    assert.equal(leastMissed([3, 4]), null);
    assert.equal(leastMissed([1, 3, 4]), 1);
  });

  it('the same seed gives the same losses, another seed others', async () => {
    const losses = async (seed: number): Promise<number[]> => {
      const heard = listener();
      await trainRun(request(sourceFor(), { seed, epochs: 2 }), createEagerDevice(), heard);
      return heard.epochs.map(({ loss }) => loss);
    };
    const [first, again, other] = [await losses(3), await losses(3), await losses(4)];
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, other);
  });

  it('a run goes on from its last checkpoint as if it had never stopped', async () => {
    const whole = listener();
    const finished = await trainRun(request(), createEagerDevice(), whole);
    const halved = await trainRun(request(sourceFor(), { epochs: 2 }), createEagerDevice(), listener());
    const rest = listener();
    const resumed = await (await resumeTraining(halved.directory, createEagerDevice(), rest, 4)).done;
    assert.equal(resumed.state, 'finished');
    assert.deepEqual(rest.epochs.map(({ epoch, loss }) => [epoch, loss]), whole.epochs.slice(2).map(({ epoch, loss }) => [epoch, loss]));
    const values = async (directory: string) => {
      const run = await Run.open(directory);
      return weightsFrom(await openKerasFile(readFileSync(run.modelPath), 'm'), run.graph, 'm');
    };
    assert.deepEqual(await values(resumed.directory), await values(finished.directory));
  });

  it('a run that goes on keeps the text that it was started from, and says so where the file has another by now', async () => {
    const info = await trainRun(request(sourceFor(), { epochs: 1 }), createEagerDevice(), listener());
    const goOn = async (epochs: number): Promise<RunInfo> => (await resumeTraining(info.directory, createEagerDevice(), listener(), epochs)).done;
    assert.deepEqual((await goOn(2)).warnings, [], 'the file is not there');
    writeFileSync(join(folder, 'points.py'), `\uFEFF${sourceFor().replaceAll('\n', '\r\n')}`);
    assert.deepEqual((await goOn(3)).warnings, [], 'the same lines, written otherwise');
    writeFileSync(join(folder, 'points.py'), sourceFor('epochs=9, batch_size=90'));
    const resumed = await goOn(4);
    assert.deepEqual(resumed.warnings, ['points.py no longer says what this run was started with; it goes on with its own copy (source.py in its folder). Train anew for what the file says now.']);
    assert.deepEqual([resumed.state, resumed.epochsDone], ['finished', 4]);
  });

  it('a run that goes on is watched for memory as one that starts', async () => {
    const info = await trainRun(request(sourceFor(), { epochs: 1 }), createEagerDevice(), listener());
    const short = { resident: 15.5 * 2 ** 30, limit: 16 * 2 ** 30, free: 9 * 2 ** 30 };
    const resumed = await (await resumeTraining(info.directory, createEagerDevice(), listener(), 2, () => short)).done;
    assert.equal(resumed.warnings?.filter((line) => line.startsWith('Memory runs short')).length, 1, JSON.stringify(resumed.warnings));
  });

  it('pause, resume and stop: stopping keeps the model', async () => {
    const heard = listener();
    const training = await startTraining(request(sourceFor('epochs=500, batch_size=16')), createEagerDevice(), heard);
    await new Promise((resolve) => setTimeout(resolve, 200));
    training.control.pause();
    await until(() => heard.states.at(-1)?.state === 'paused');
    const steps = heard.progressed.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(heard.progressed.length, steps);
    training.control.resume();
    await until(() => heard.progressed.length > steps);
    training.control.stop();
    const info = await training.done;
    assert.equal(info.state, 'stopped');
    const run = await Run.open(info.directory);
    await openKerasFile(readFileSync(await run.weightsFile()), 'model.keras');
  });

  it('a run whose process is gone is marked as interrupted and can be resumed', async () => {
    const info = await trainRun(request(sourceFor(), { epochs: 1 }), createEagerDevice(), listener());
    const run = await Run.open(info.directory);
    await run.update({ state: 'running' });
    writeFileSync(join(info.directory, 'options.json'), JSON.stringify({ ...run.options, process: 2 ** 30 }));
    const [marked] = await markInterrupted(join(folder, 'runs'));
    assert.equal(marked?.state, 'interrupted');
    assert.equal(marked.epochsDone, 1);
    assert.equal((await (await resumeTraining(info.directory, createEagerDevice(), listener(), 2)).done).state, 'finished');
  });

  it('a run goes on with half a line, parts of files and the memory of its callbacks', async () => {
    const fit = (epochs: number): string => sourceFor(`epochs=${epochs}, batch_size=16, callbacks=[EarlyStopping(monitor='loss', patience=3, min_delta=10.0), CSVLogger('log.csv'), ModelCheckpoint('best.keras', monitor='loss', mode='max', save_best_only=True)]`, 'from keras.callbacks import EarlyStopping, CSVLogger, ModelCheckpoint');
    const info = await trainRun(request(fit(2)), createEagerDevice(), listener());
    const best = readFileSync(join(folder, 'best.keras'));
    const run = await Run.open(info.directory);
    appendFileSync(join(info.directory, 'metrics.jsonl'), '{"epoch":3,"loss":0.1,"metrics":{},"validation":{},"seconds":1}\n{"epoch":4,"lo');
    writeFileSync(`${run.checkpointPath(3)}.123-4.tmp`, 'half a file');
    const heard = listener();
    const resumed = await (await resumeTraining(info.directory, createEagerDevice(), heard, 30)).done;
    assert.equal(resumed.state, 'finished');
    assert.deepEqual(heard.epochs.map(({ epoch }) => epoch), [3, 4], 'of three epochs without a better loss the first was before');
    assert.deepEqual((await run.metrics()).map(({ epoch }) => epoch), [1, 2, 3, 4]);
    assert.deepEqual(readFileSync(join(folder, 'log.csv'), 'utf8').trim().split('\n').map((line) => line.split(',')[0]), ['epoch', '0', '1', '2', '3']);
    assert.deepEqual(readFileSync(join(folder, 'best.keras')), best, 'the first epoch had the highest loss, and stays the best');
    assert.ok(readdirSync(join(info.directory, 'checkpoints')).every((file) => file.endsWith('.keras')));
  });

  it('a device that is lost interrupts the run, and says after which epoch it can go on', async () => {
    const device = await openDevice('cpu');
    const heard = listener();
    const training = await startTraining(request(sourceFor('epochs=500, batch_size=16')), device, heard);
    await until(() => heard.epochs.length >= 2);
    await device.dispose();
    const info = await training.done;
    assert.equal(info.state, 'interrupted');
    assert.match(info.error!, new RegExp(`^The device CPU.* was lost: .* Continue the run to go on after epoch ${info.epochsDone}\\.$`));
    assert.ok(device.lost);
    assert.equal((await (await resumeTraining(info.directory, createEagerDevice(), listener(), info.epochsDone + 1)).done).state, 'finished');
  });

  it('validation_split sets the end aside; callbacks run, unknown ones are named', async () => {
    const heard = listener();
    const source = sourceFor(
      "epochs=30, batch_size=16, validation_split=0.2, callbacks=[EarlyStopping(monitor='val_loss', patience=2, min_delta=10.0), CSVLogger('log.csv'), ModelCheckpoint('best-{epoch:02d}.keras'), RemoteMonitor()]",
      'from keras.callbacks import EarlyStopping, CSVLogger, ModelCheckpoint, RemoteMonitor',
    );
    const info = await trainRun(request(source), createEagerDevice(), heard);
    assert.equal(info.error, null);
    assert.equal(info.state, 'finished');
    assert.equal(heard.epochs.length, 3);
    assert.ok(Number.isFinite(heard.epochs[0]!.validation.val_accuracy));
    assert.deepEqual(heard.progressed.at(-1)!.steps, Math.ceil(72 / 16));
    assert.match(readFileSync(join(folder, 'log.csv'), 'utf8'), /^epoch,accuracy,loss,val_accuracy,val_loss\n0,/);
    await openKerasFile(readFileSync(join(folder, 'best-03.keras')), 'best-03.keras');
    assert.ok(heard.lines.some((line) => line.includes('RemoteMonitor')));
    assert.ok(heard.lines.some((line) => line.includes('did not improve')));
  });

  for (const [what, source, sentence] of [
    ['a missing file', sourceFor().replace('data.npz', 'nothing.npz'), /"nothing\.npz".*was not found/],
    ['inputs of another shape', sourceFor().replace('Input((4,))', 'Input((5,))'), /takes inputs of shape \(5,\).*samples of shape \(4,\)/],
    ['labels beyond the last unit', sourceFor().replace('Dense(2,', 'Dense(1,'), /labels go up to 1.*1 unit/],
  ] as const) {
    it(`${what}: one sentence before the start`, async () => {
      await assert.rejects(startTraining(request(source), createEagerDevice(), listener()), (error: Error) => error.name === 'UserError' && sentence.test(error.message));
      assert.deepEqual(await listRuns(join(folder, 'runs')), []);
    });
  }

  it('weights that the file loads before it trains are where it starts', async () => {
    const first = await trainRun(request(sourceFor('epochs=1, batch_size=16, callbacks=[keras.callbacks.ModelCheckpoint("start.weights.h5", save_weights_only=True)]')), createEagerDevice(), listener());
    const start = await weightsOf(first, 1);
    const text = sourceFor("epochs=1, batch_size=16").replace('model.fit', "model.load_weights('start.weights.h5')\nmodel.fit").replace("'adam'", "keras.optimizers.SGD(0.0)");
    const second = await trainRun(request(text), createEagerDevice(), listener());
    assert.equal(second.error, null);
    const after = await weightsOf(second, 1);
    for (const [name, values] of Object.entries(start)) if (/kernel|gamma/.test(name)) assert.deepEqual(after[name], values);
    await assert.rejects(startTraining(request(text.replaceAll('start.weights', 'none.weights')), createEagerDevice(), listener()), /"none\.weights\.h5" \(line \d+\), which was not found/);
  });

  it('a whole model under the name of weights is told of, which Keras does not load there either', async () => {
    await trainRun(request(sourceFor('epochs=1, batch_size=16, callbacks=[keras.callbacks.ModelCheckpoint("whole.weights.h5")]')), createEagerDevice(), listener());
    const text = sourceFor('epochs=1, batch_size=16').replace('model.fit', "model.load_weights('whole.weights.h5')\nmodel.fit");
    await assert.rejects(trainRun(request(text), createEagerDevice(), listener()), { name: 'UserError', message: /^"whole\.weights\.h5" \(line \d+\) holds a whole model.*save_weights_only=True/ });
  });

  it('weights of a model in the older format are loaded as well', async () => {
    const path = join(process.cwd(), 'test', 'golden', 'visual', 'digits.h5');
    const { graph, variables } = await openModel({ kind: 'file', path });
    const { recipe } = request();
    const loaded = await loadedWeights({ graph, recipe: { ...recipe, start: { path, span: null } }, sourceFile: join(folder, 'points.py'), sourceText: '' });
    assert.deepEqual(loaded, Object.fromEntries(Object.entries(variables).map(([name, { values }]) => [name, values])));
    await assert.rejects(loadedWeights({ graph: request().graph, recipe: { ...recipe, start: { path, span: null } }, sourceFile: 'x.py', sourceText: '' }), { name: 'UserError', message: /saved from another model/ });
  });

  it('published weights are not replaced by random ones: a sentence', async () => {
    const text = `
import keras
base = keras.applications.MobileNetV2(weights='imagenet', include_top=False, input_shape=(96, 96, 3))
model = keras.Sequential([base, keras.layers.Flatten(), keras.layers.Dense(2)])
model.compile('adam', 'mse')
(x, y), _ = keras.datasets.cifar10.load_data()
model.fit(x, y)
`;
    await assert.rejects(startTraining(request(text), createEagerDevice(), listener()), /\(line 3\) starts from published weights \(weights="imagenet"\)/);
  });

  it('a layer of the user\'s that cannot be read: named, with its line', async () => {
    const source = sourceFor().replace("data = np", "class Odd(layers.Layer):\n    def call(self, x):\n        return mystery(x)\ndata = np").replace('layers.Dropout(0.1)', 'Odd()');
    await assert.rejects(startTraining(request(source), createEagerDevice(), listener()), (error: Error) => error.name === 'UserError' && /line \d+/.test(error.message));
  });
});

async function weightsOf({ directory }: RunInfo, epoch: number) {
  const run = await Run.open(directory);
  return weightsFrom(await openKerasFile(readFileSync(run.checkpointPath(epoch)), 'm'), run.graph, 'm');
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(condition());
}
