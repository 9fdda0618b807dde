/** What a run keeps of its epochs besides the curves, against real Keras and against what can be counted by hand. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { analyze } from '../../src/core/analyze.js';
import type { ModelGraph } from '../../src/core/graph/types.js';
import type { Part, Recipe } from '../../src/core/recipe/types.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { rowsOf } from '../../src/engine/datasets/rows.js';
import { openKerasFile, weightsFrom } from '../../src/engine/modelfiles/keras-file.js';
import { shapeOf } from '../../src/engine/model/initialize.js';
import { inspectedEpochs, readEvaluation, readLayers } from '../../src/client/runs/inspections.js';
import { writeInspection } from '../../src/engine/runs/inspections.js';
import { Run } from '../../src/engine/runs/run.js';
import { EvaluationRecord, limits } from '../../src/engine/training/inspect/evaluation.js';
import { evaluateRun } from '../../src/engine/training/inspect/request.js';
import { preflight } from '../../src/engine/training/preflight/preflight.js';
import { LayerInspector } from '../../src/engine/training/inspect/layers.js';
import { sampleNames } from '../../src/engine/training/inspect/samples.js';
import { initialSlots } from '../../src/engine/training/optimize.js';
import { planTraining, type Plan } from '../../src/engine/training/plan.js';
import { evaluationStep, predictionStep } from '../../src/engine/training/step.js';
import { resumeTraining, trainRun } from '../../src/engine/training/train.js';
import type { Device } from '../../src/engine/trace/step.js';
import { golden, specOf, unpack, type Packed } from './golden.js';
import { npy } from './support/npy.js';

interface Case {
  readonly name: string;
  readonly graph: ModelGraph;
  readonly weights: Record<string, Packed>;
  readonly optimizer: Part;
  readonly loss: Part;
  readonly x: Packed;
  readonly y: Packed;
  readonly predictions: Packed;
  readonly losses: number[];
  readonly gradients: Record<string, number>;
  readonly ratios: Record<string, number>;
  readonly dead: Record<string, number>;
}

const recipeOf = ({ optimizer, loss }: Pick<Case, 'optimizer' | 'loss'>): Recipe => ({
  optimizer, losses: [loss], metrics: [], lossWeights: null, train: null, validation: null, validationSplit: 0, test: null, epochs: 1, initialEpoch: 0, batchSize: 12, stepsPerEpoch: null, validationSteps: null,
  shuffle: false, classWeight: null, callbacks: [], compileSpan: null, fitSpan: null, saves: [], loads: [], unknowns: [],
});
const near = (actual: number | null, expected: number, what: string): void => assert.ok(actual !== null && Math.abs(actual - expected) <= 2e-4 * Math.max(Math.abs(expected), 1e-3), `${what}: expected ${expected}, got ${actual}`);

describe('single images and layers are as those of Keras', function () {
  this.timeout(60_000);
  const { cases } = golden<{ readonly cases: Case[] }>('inspection');
  const devices: [string, () => Promise<Device>][] = [['eager', async () => createEagerDevice()], ['compiled', () => openDevice('cpu')]];
  for (const [kind, open] of devices) {
    describe(kind, () => {
      let device: Device;
      before(async () => void (device = await open()));
      after(() => device.dispose());

      for (const sample of cases) {
        it(sample.name, async () => {
          const [batch = 0] = sample.x.shape;
          const plan = planTraining(sample.graph, recipeOf(sample), [{ shape: sample.y.shape.slice(1), dtype: sample.y.dtype }], '');
          const weights = Object.fromEntries(Object.entries(sample.weights).map(([name, weight]) => [name, { spec: specOf(weight), values: unpack(weight) }]));
          const trained = plan.weights.filter(({ trainable }) => trainable).map((weight) => ({ name: weight.name, shape: shapeOf(weight) }));
          const state = await device.createState({ ...weights, ...initialSlots(plan.optimizer, trained) });
          const [x, y] = [unpack(sample.x), unpack(sample.y)];
          const compiled = await device.compile(evaluationStep(plan, batch));
          assert.equal(compiled.eager, kind === 'eager' ? compiled.eager : null);
          const reports = await compiled.run(state, { x0: x, y0: y });
          sample.losses.forEach((loss, i) => near(reports[sampleNames.loss]![i]!, loss, `loss of image ${i}`));
          checkClasses(sample, reports, unpack(sample.predictions));
          const values = await state.read();
          const rows = { x: rowsOf({ shape: sample.x.shape, values: x }), y: rowsOf({ shape: sample.y.shape, values: y }) };
          const inspector = new LayerInspector(plan, device, rows, batch);
          const record = await inspector.look(1, state, values, 0);
          assert.equal(inspector.failure, null);
          assert.equal(record!.gradientImages, batch);
          const facts = new Map(record!.layers.map((layer) => [layer.layer, layer]));
          for (const [layer, expected] of Object.entries(sample.gradients)) near(facts.get(layer)!.gradient, expected, `gradient of ${layer}`);
          for (const [layer, expected] of Object.entries(sample.ratios)) near(facts.get(layer)!.ratio, expected, `ratio of ${layer}`);
          for (const [layer, expected] of Object.entries(sample.dead)) assert.equal(facts.get(layer)!.dead, expected, `dead units of ${layer}`);
          assert.deepEqual((await state.read())[trained[0]!.name], values[trained[0]!.name], 'looking changes nothing');
          await inspector.dispose();
        });
      }
    });
  }
});

function checkClasses({ y, predictions: { shape }, loss }: Case, reports: Readonly<Record<string, ArrayLike<number>>>, predictions: ArrayLike<number>): void {
  const [batch = 0, units = 0] = shape;
  if (loss.className === 'MeanSquaredError') return assert.deepEqual(Object.keys(reports).filter((name) => name.startsWith('sample')), [sampleNames.loss]);
  for (let i = 0; i < batch; i++) {
    const row = Array.from({ length: units }, (_, unit) => predictions[i * units + unit]!);
    const [target] = [unpack(y)];
    const expected = units === 1
      ? { actual: target[i], predicted: Number(row[0]! > 0.5) }
      : { actual: y.dtype === 'int32' ? target[i] : target.slice(i * units, (i + 1) * units).indexOf(1), predicted: row.indexOf(Math.max(...row)) };
    assert.deepEqual({ actual: reports[sampleNames.actual]![i], predicted: reports[sampleNames.predicted]![i] }, expected, `image ${i}`);
    const score = units === 1 ? Math.max(row[0]!, 1 - row[0]!) : loss.config.fromLogits === true ? 1 / row.reduce((sum, value) => sum + Math.exp(value - Math.max(...row)), 0) : Math.max(...row);
    near(reports[sampleNames.score]![i]!, score, `score of image ${i}`);
  }
}

describe('the record of an evaluation', () => {
  const plan = (classes: number): Pick<Plan, 'outputs' | 'targets'> => ({ targets: [{ shape: [], dtype: 'int32' }], outputs: [{ name: 'out', shape: [classes], target: 0, metrics: [], loss: { part: { className: '', config: {} }, weight: 1, log: null, loss: { className: 'SparseCategoricalCrossentropy', names: [], call: (y) => y } } }] });

  it('keeps exact counts of a thousand classes, and a bounded number of images', () => {
    const [classes, samples] = [1000, 50_000];
    const record = new EvaluationRecord(plan(classes), { split: 'test', from: 0 }, null);
    const actual = Float32Array.from({ length: samples }, (_, i) => i % classes);
    const predicted = Float32Array.from({ length: samples }, (_, i) => (i % 3 === 0 ? (i * 7919) % classes : i % classes));
    record.add(Array.from({ length: samples }, (_, i) => i), { [sampleNames.loss]: Float32Array.from({ length: samples }, (_, i) => (i * 31) % 97), [sampleNames.actual]: actual, [sampleNames.predicted]: predicted, [sampleNames.score]: new Float32Array(samples).fill(0.5) });
    const evaluation = record.result(3)!;
    const { support, correct, predicted: given, cells, beyond } = evaluation.classes!;
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    assert.deepEqual([sum(support), sum(given), sum(correct)], [samples, samples, actual.filter((value, i) => value === predicted[i]).length]);
    assert.equal(sum(cells.filter((_, at) => at % 3 === 2)) + beyond, samples);
    assert.ok(evaluation.examples.length <= limits.examples && evaluation.worst === limits.worst);
    assert.ok(evaluation.examples.slice(0, evaluation.worst).every(({ loss }, i, all) => i === 0 || loss! <= all[i - 1]!.loss!));
  });

  it('ranks a loss that is not a number before all others, and counts from where the part begins', () => {
    const record = new EvaluationRecord(plan(2), { split: 'train', from: 100 }, ['no', 'yes']);
    record.add([0, 1, 2], { [sampleNames.loss]: Float32Array.of(1, NaN, 2), [sampleNames.actual]: Float32Array.of(0, 1, 1), [sampleNames.predicted]: Float32Array.of(1, 1, 0), [sampleNames.score]: Float32Array.of(0.6, 0.7, 0.8) });
    const { examples, classes } = record.result(1)!;
    assert.deepEqual(examples.map(({ index, loss }) => [index, loss]), [[101, null], [102, 2], [100, 1]]);
    assert.deepEqual([classes!.names, classes!.support, classes!.cells], [['no', 'yes'], [1, 2], [0, 1, 1, 1, 0, 1, 1, 1, 1]]);
  });
});

describe('the inspection folder of a run', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inspection-'));
    const count = 90;
    const x = Float32Array.from({ length: count * 4 }, (_, i) => Math.sin(i * 12.9898) * 2);
    const y = Uint8Array.from({ length: count }, (_, i) => Number(x[i * 4]! + x[i * 4 + 1]! > 0) + Number(x[i * 4 + 2]! > 1));
    writeFileSync(join(folder, 'data.npz'), zipSync({ 'x.npy': npy([count, 4], x), 'y.npy': npy([count], y) }));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const train = async (fit: string, after = ''): Promise<Run> => {
    const source = `import numpy as np\nimport keras\nfrom keras import layers\ndata = np.load('data.npz')\nmodel = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation='relu'), layers.Dense(3, activation='softmax')])\nmodel.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])\nmodel.fit(data['x'], data['y'], ${fit})\n${after}`;
    const { graph, recipe } = analyze(source).models[0]!;
    const info = await trainRun({ graph, recipe: recipe!, sourceFile: join(folder, 'points.py'), sourceText: source, runsDirectory: join(folder, 'runs'), seed: 3 }, createEagerDevice(), { progress() {}, epochEnded() {}, runChanged() {}, log() {} });
    assert.equal(info.state, 'finished', info.error ?? '');
    return Run.open(info.directory);
  };

  it('holds each epoch\'s confusion matrix, as counted from the checkpoint\'s own predictions; images are named as pictures know them', async () => {
    const run = await train("epochs=2, batch_size=16, validation_split=0.3");
    assert.deepEqual(await inspectedEpochs(run.directory, 'evaluation'), [1, 2]);
    const evaluation = (await readEvaluation(run.directory, 2))!;
    assert.deepEqual([evaluation.split, evaluation.samples], ['train', 28]);
    const plan = planTraining(run.graph, run.recipe, [{ shape: [], dtype: 'int32' }], '');
    const device = createEagerDevice();
    const values = weightsFrom(await openKerasFile(readFileSync(run.checkpointPath(2)), 'm'), run.graph, 'm');
    const state = await device.createState(Object.fromEntries(plan.weights.map((weight) => [weight.name, { spec: { shape: shapeOf(weight), dtype: 'float32' as const }, values: values[weight.name]! }])));
    const x = Float32Array.from({ length: 90 * 4 }, (_, i) => Math.sin(i * 12.9898) * 2);
    const label = (i: number): number => Number(x[i * 4]! + x[i * 4 + 1]! > 0) + Number(x[i * 4 + 2]! > 1);
    const { output0 } = await (await device.compile(predictionStep(plan, 28))).run(state, { x0: x.slice(62 * 4) });
    const counted = new Map<string, number>();
    for (let i = 0; i < 28; i++) {
      const row = [...output0!.slice(3 * i, 3 * i + 3)];
      const cell = `${label(62 + i)} ${row.indexOf(Math.max(...row))}`;
      counted.set(cell, (counted.get(cell) ?? 0) + 1);
      const example = evaluation.examples.find(({ index }) => index === 62 + i)!;
      assert.deepEqual([example.actual, example.predicted], cell.split(' ').map(Number));
      near(example.loss, -Math.log(row[label(62 + i)]!), `loss of image ${62 + i}`);
    }
    const { cells } = evaluation.classes!;
    const found = new Map(Array.from({ length: cells.length / 3 }, (_, at) => [`${cells[3 * at]} ${cells[3 * at + 1]}`, cells[3 * at + 2]!]));
    assert.deepEqual(found, counted);
  });

  it('holds the layers of the first and the last epoch, whatever the time', async () => {
    const run = await train("epochs=3, batch_size=16");
    const epochs = await inspectedEpochs(run.directory, 'layers');
    assert.deepEqual([epochs[0], epochs.at(-1)], [1, 3]);
    const { layers } = (await readLayers(run.directory)).at(-1)!;
    assert.deepEqual(layers.map(({ layer, type, units }) => [layer, type, units]), [['dense', 'Dense', 8], ['dense_1', 'Dense', 3]]);
    for (const { weights, activations, gradient, ratio } of layers) {
      assert.ok(weights!.high > weights!.low && weights!.counts.reduce((a, b) => a + b) > 0);
      assert.ok(activations!.counts.length === 32 && gradient! > 0 && ratio! > 0);
    }
    assert.deepEqual(await inspectedEpochs(run.directory, 'evaluation'), []);
    for (const name of readdirSync(join(run.directory, 'inspection'))) assert.ok(statSync(join(run.directory, 'inspection', name)).size < 4000);
  });

  it('a run without validation keeps its test; what follows the last checkpoint is forgotten when a run goes on', async () => {
    const run = await train('epochs=2, batch_size=16', "model.evaluate(data['x'], data['y'])\n");
    const evaluation = (await readEvaluation(run.directory, 2))!;
    assert.deepEqual([evaluation.split, evaluation.samples], ['test', 90]);
    await writeInspection(run.directory, 'evaluation', { ...evaluation, epoch: 7 });
    const resumed = await resumeTraining(run.directory, createEagerDevice(), { progress() {}, epochEnded() {}, runChanged() {}, log() {} }, 3);
    await resumed.done;
    assert.deepEqual(await inspectedEpochs(run.directory, 'evaluation'), [2, 3]);
  });

  it('is filled on request, and the same training can be looked at before it starts', async () => {
    const run = await train('epochs=1, batch_size=16');
    const { signal } = new AbortController();
    const evaluation = await evaluateRun(run.directory, 1, createEagerDevice(), { signal });
    assert.deepEqual([evaluation.split, evaluation.samples, (await readEvaluation(run.directory, 1))!.samples], ['train', 90, 90]);
    const device = createEagerDevice();
    const found = await preflight({ graph: run.graph, recipe: run.recipe, sourceFile: run.info.sourceFile, sourceText: run.sourceText }, device, [device.info], { signal });
    assert.deepEqual([found.training, found.steps, found.epochs, found.measuredSteps], [90, 6, 1, 4]);
    // 4 x 8 + 8 + 8 x 3 + 3 weights of four bytes; Adam keeps two numbers for each.
    assert.deepEqual([found.memory!.weights, found.memory!.gradients, found.memory!.optimizer], [268, 268, 536]);
    assert.ok(found.secondsPerStep > 0 && Math.abs(found.secondsPerEpoch - 6 * found.secondsPerStep) < 1e-9);
    const aborted = new AbortController();
    aborted.abort();
    await assert.rejects(preflight({ graph: run.graph, recipe: run.recipe, sourceFile: run.info.sourceFile, sourceText: run.sourceText }, device, [device.info], { signal: aborted.signal }), { name: 'Cancelled' });
  });

  it('stays small in a long run: old epochs are thinned out, the latest stay', async () => {
    for (let epoch = 1; epoch <= 230; epoch++) await writeInspection(folder, 'layers', { epoch, gradientImages: 1, activationImages: 1, layers: [] });
    const epochs = await inspectedEpochs(folder, 'layers');
    assert.ok(epochs.length <= 200);
    assert.deepEqual([epochs[0], epochs.slice(-90)], [1, Array.from({ length: 90 }, (_, i) => 141 + i)]);
  });
});
