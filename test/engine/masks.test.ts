import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import type { ModelGraph } from '../../src/core/graph/types.js';
import type { Part } from '../../src/core/recipe/types.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { runGraph } from '../../src/engine/model/forward.js';
import { lower } from '../../src/engine/trace/lower.js';
import { traceStep } from '../../src/engine/trace/trace.js';
import { tf } from '../../src/engine/trace/tensorflow.js';
import { EpochMeans } from '../../src/engine/training/means.js';
import { checkLayers, planTraining } from '../../src/engine/training/plan.js';
import { evaluationStep, trainingStep } from '../../src/engine/training/step.js';
import { difference, golden, specOf, unpack, type Packed } from './golden.js';
import { checkCase, type LayerCase } from './support/layerCases.js';
import { recipeOf } from './support/recipes.js';

interface Training {
  readonly name: string;
  readonly graph: ModelGraph;
  readonly weights: Record<string, Packed>;
  readonly x: Packed;
  readonly y: Packed;
  readonly sampleWeights: Packed | null;
  readonly recipe: { readonly optimizer: Part; readonly losses: Part[]; readonly metrics: Part[] };
  readonly loss: number;
  readonly evaluated: Record<string, number>;
  readonly metricNames: string[];
  readonly final: Record<string, Packed>;
}

const { cases, trainings } = golden<{ cases: LayerCase[]; trainings: Training[] }>('masks');

describe('hidden steps are hidden as in Keras', () => {
  for (const sample of cases) {
    for (const mode of ['inference', 'training'] as const) {
      if (sample.modes[mode]) it(`${sample.name}, ${mode}: outputs, gradients, statistics`, () => checkCase(sample, mode));
    }
  }

  for (const sample of trainings) {
    it(`${sample.name}: loss, metrics and a step of training`, async () => {
      const plan = planTraining(sample.graph, recipeOf(sample.recipe, sample.x.shape[0]), [{ shape: sample.y.shape.slice(1), dtype: sample.y.dtype }], '');
      const batch = sample.x.shape[0]!;
      const weighted = [sample.sampleWeights?.shape.slice(1) ?? null];
      const inputs = { x0: unpack(sample.x), y0: unpack(sample.y), ...(sample.sampleWeights ? { weights0: unpack(sample.sampleWeights) } : {}) };
      const [evaluation, training] = [evaluationStep(plan, batch, weighted), trainingStep(plan, batch, weighted)];
      // Both are compiled whole on the processor and on graphics devices: every kernel has a lowering.
      for (const step of [evaluation, training]) for (const target of [{ kind: 'cpu', blockSize: 0 }, { kind: 'portable', blockSize: 0 }] as const) lower(traceStep(step), target);
      const device = createEagerDevice();
      const state = await device.createState(Object.fromEntries(Object.entries(sample.weights).map(([name, weight]) => [name, { spec: specOf(weight), values: unpack(weight) }])));
      const means = new EpochMeans(plan);
      means.add(await (await device.compile(evaluation)).run(state, inputs), batch);
      close(means.logs.loss, sample.evaluated['loss']!, 'loss');
      sample.metricNames.forEach((name) => close(means.logs.metrics[name] ?? NaN, sample.evaluated[name]!, name));
      const { loss } = await (await device.compile(training)).run(state, { ...inputs, learningRate: Float32Array.of(0.1), iteration: Float32Array.of(0) });
      close(loss![0]!, sample.loss, 'loss of the step');
      const values = await state.read();
      for (const [name, weight] of Object.entries(sample.final)) assert.ok(difference(values[name]!, unpack(weight)) < 1e-4, `${name} differs after the step`);
    });
  }

  it('the loss of each image alone does not count what is hidden', async () => {
    const sample = trainings.find(({ name }) => name === 'tags')!;
    const batch = sample.x.shape[0]!;
    const plan = planTraining(sample.graph, recipeOf(sample.recipe, batch), [{ shape: sample.y.shape.slice(1), dtype: sample.y.dtype }], '');
    const device = createEagerDevice();
    const state = await device.createState(Object.fromEntries(Object.entries(sample.weights).map(([name, weight]) => [name, { spec: specOf(weight), values: unpack(weight) }])));
    const words = unpack(sample.x);
    const results = await (await device.compile(evaluationStep(plan, batch))).run(state, { x0: words, y0: unpack(sample.y) });
    const shown = Array.from({ length: batch }, (_, i) => words.slice(i * 5, (i + 1) * 5).filter((word) => word !== 0).length);
    const losses = results['sample.loss']!;
    const mean = shown.reduce((sum, count, i) => sum + count * losses[i]!, 0) / shown.reduce((a, b) => a + b);
    close(mean, sample.evaluated['loss']!, 'mean of the images by their shown steps');
  });
});

describe('what of masks is refused', () => {
  const head = 'import keras\nfrom keras import layers\nx, mask = keras.Input((5, 4)), keras.Input((5,), dtype="bool")\n';
  const graphOf = (text: string): ModelGraph => analyze(head + text).models[0]!.graph;
  const said = (text: string): string | null => {
    try {
      checkLayers(graphOf(text), head + text);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  };

  for (const text of [
    'm = keras.Sequential([keras.Input((5,)), layers.Embedding(9, 4, mask_zero=True), layers.LSTM(3)])',
    'm = keras.Sequential([keras.Input((5, 2)), layers.Masking(), layers.LSTM(3)])',
    'm = keras.Model([x, mask], layers.GRU(3)(x, mask=mask))',
    'm = keras.Model([x, mask], layers.LSTM(3)(x, None, mask))',
    'm = keras.Model([x, mask], layers.Attention()([x, x], mask=[mask, mask]))',
    'm = keras.Model([x, mask], layers.MultiHeadAttention(2, 3)(x, x, key_mask=mask))',
    'h = keras.Input((3,))\nm = keras.Model([x, h], layers.GRU(3)(x, initial_state=h))',
    'm = keras.Model(x, layers.MultiHeadAttention(2, 3)(x, value=x, key=x, use_causal_mask=True))',
  ]) {
    it(`nothing is said: ${text}`, () => assert.equal(said(text), null));
  }

  it('a mask whose argument is not known', () => {
    assert.match(said('m = keras.Model([x, mask], layers.BatchNormalization(name="norm")(x, None, mask))') ?? '', /^The layer "norm" \(BatchNormalization\) is called with several tensors \(line 4\), and what they are for/);
  });

  const run = (graph: ModelGraph, shapes: readonly number[][], substitutes?: Record<string, tf.Tensor>): void =>
    void runGraph(graph, {}, shapes.map((shape) => tf.ones(shape)), { training: false, random: () => assert.fail('no random numbers'), ...(substitutes && { substitutes }) });

  it('a mask that does not broadcast in Softmax', () => {
    assert.throws(() => run(graphOf('m = keras.Model(x, layers.Softmax(name="soft")(layers.Masking()(x)))'), [[2, 5, 4]]), /^UserError: Layer "soft" \(Softmax\) is given a mask of shape \(2, 5\), which does not broadcast to its input \(2, 5, 4\)/);
  });

  it('one mask for attention over two inputs', () => {
    assert.throws(() => run(graphOf('m = keras.Model([x, mask], layers.Attention(name="look")([x, x], mask=[None, mask]))'), [[2, 5, 4], [2, 5]]), /^UserError: Layer "look" \(Attention\) is given one mask/);
  });

  it('an output that is given instead of computed, behind hidden steps', () => {
    const graph = graphOf('m = keras.Model(x, layers.GlobalAveragePooling1D()(layers.Activation("tanh", name="inner")(layers.Masking(name="hide")(x))))');
    assert.throws(() => run(graph, [[2, 5, 4]], { inner: tf.ones([2, 5, 4]) }), /^UserError: The layer "hide" \(Masking\) hides steps from the layers behind it/);
  });
});

function close(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-4 * Math.max(Math.abs(expected), 1e-2), `${what}: expected ${expected}, got ${actual}`);
}
