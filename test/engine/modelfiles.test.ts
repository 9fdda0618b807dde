import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { analyze } from '../../src/core/analyze.js';
import { graphFromKeras, type Json } from '../../src/core/modelfiles/keras-config.js';
import type { Recipe } from '../../src/core/recipe/types.js';
import { createEagerDevice, runEagerly } from '../../src/engine/devices/eager.js';
import { modelConfig } from '../../src/engine/modelfiles/config.js';
import { openKerasFile, optimizerFrom, weightsFrom, writeKerasFile } from '../../src/engine/modelfiles/keras-file.js';
import { weightsOf } from '../../src/engine/model/initialize.js';
import { planTraining } from '../../src/engine/training/plan.js';
import { packOptimizer, unpackOptimizer } from '../../src/engine/training/optimizer-state.js';
import { predictionStep } from '../../src/engine/training/step.js';
import { difference, golden, unpack, type Packed } from './golden.js';

const savedPath = join(dirname(fileURLToPath(import.meta.url)), '..', 'golden', 'engine', 'saved.keras');
const expected = golden<{ x: Packed; predictions: Packed; iterations: number }>('saved');
const adam = { className: 'Adam', config: { learningRate: 0.01 }, span: null };
const recipe: Recipe = {
  optimizer: adam, losses: [{ className: 'categorical_crossentropy', config: {}, span: null }], metrics: [{ className: 'accuracy', config: {}, span: null }], lossWeights: null, train: null, validation: null,
  validationSplit: 0, test: null, epochs: 1, initialEpoch: 0, batchSize: 8, stepsPerEpoch: null, validationSteps: null, shuffle: false, classWeight: null, callbacks: [], compileSpan: null, fitSpan: null, saves: [], loads: [], unknowns: [],
};

async function opened() {
  const file = await openKerasFile(readFileSync(savedPath), 'saved.keras');
  const graph = graphFromKeras(file.config as Json);
  return { file, graph, weights: weightsFrom(file, graph, 'saved.keras') };
}

async function predict({ graph, weights }: Pick<Awaited<ReturnType<typeof opened>>, 'graph' | 'weights'>): Promise<Float32Array> {
  const step = predictionStep({ graph, inputs: [{ shape: expected.x.shape.slice(1), dtype: 'float32' }], weights: weightsOf(graph) }, expected.x.shape[0]!);
  return (await runEagerly(step, weights, { x0: unpack(expected.x) })).outputs.output0 as Float32Array;
}

describe('model files', function () {
  this.timeout(60_000);
  it('a file of real Keras is read and predicts what Keras predicts', async () => {
    assert.ok(difference(await predict(await opened()), unpack(expected.predictions)) < 1e-4);
  });

  it('what is written has the arrays of the file that Keras wrote, at the same places', async () => {
    const { file, graph, weights } = await opened();
    const written = await openKerasFile(await writeKerasFile({ graph, weights }), 'written.keras');
    const kept = [...file.tree.arrays].filter(([path]) => !path.startsWith('optimizer/'));
    assert.deepEqual([...written.tree.arrays.keys()].sort(), kept.map(([path]) => path).sort());
    for (const [path, { shape, values }] of kept) {
      assert.deepEqual(written.tree.arrays.get(path)!.shape, shape, path);
      assert.deepEqual(written.tree.arrays.get(path)!.values, values, path);
    }
  });

  it('a written model is read again as the same model', async () => {
    const { graph, weights } = await opened();
    const written = await openKerasFile(await writeKerasFile({ graph, weights }), 'written.keras');
    const again = graphFromKeras(written.config as Json);
    assert.deepEqual(again.layers.map(({ name, type }) => [name, type]), graph.layers.map(({ name, type }) => [name, type]));
    assert.deepEqual(await predict({ graph: again, weights: weightsFrom(written, again, 'written.keras') }), await predict({ graph, weights }));
  });

  it('the configuration says of each layer what the file of Keras says', async () => {
    const { file, graph } = await opened();
    type Saved = { readonly config: { readonly layers: readonly { readonly module: string; readonly class_name: string; readonly name: string; readonly config: Record<string, unknown>; readonly inbound_nodes: unknown }[] } };
    const theirs = (file.config as Saved).config.layers;
    const ours = (modelConfig(graph) as unknown as Saved).config.layers;
    for (const layer of theirs.filter(({ module }) => module === 'keras.layers')) {
      const own = ours.find(({ name }) => name === layer.name);
      assert.ok(own, layer.name);
      assert.equal(own.class_name, layer.class_name);
      for (const key of ['filters', 'kernel_size', 'strides', 'padding', 'units', 'rate', 'activation', 'axis', 'epsilon', 'target_shape', 'num_heads', 'merge_mode']) {
        if (layer.config[key] !== undefined) assert.deepEqual(own.config[key], layer.config[key], `${layer.name}: ${key}`);
      }
    }
  });

  it("the optimizer's variables are found, and written as they were", async () => {
    const { file, graph, weights } = await opened();
    const state = optimizerFrom(file)!;
    assert.equal(state.iterations, expected.iterations);
    const plan = planTraining(graph, recipe, [{ shape: [4], dtype: 'float32' }], '');
    const values = unpackOptimizer(plan, state);
    const kernel = plan.weights.find(({ name }) => name === 'first/kernel')!;
    assert.equal(values[`optimizer/${kernel.name}/momentum`]!.length, 3 * 3 * 2 * 3);
    const packed = packOptimizer(plan, values, state.iterations, state.learningRate);
    assert.deepEqual(packed.variables.map(({ values: numbers }) => [...numbers]), state.variables.map(({ values: numbers }) => [...numbers]));
    const written = await openKerasFile(await writeKerasFile({ graph, weights, compiled: { recipe, optimizer: packed } }), 'written.keras');
    assert.deepEqual(optimizerFrom(written), packed);
  });

  for (const [what, bytes, sentence] of [
    ['a cut-off file', readFileSync(savedPath).subarray(0, 3000), /not a whole zip file/],
    ['another zip', zipSync({ 'a.txt': strToU8('a') }), /should hold config.json/],
    ['weights that are no HDF5', zipSync({ 'config.json': strToU8('{}'), 'model.weights.h5': strToU8('no') }), /not an HDF5 file/],
  ] as const) {
    it(`${what} is told in a sentence`, () => assert.rejects(openKerasFile(bytes, 'x.keras'), (error: Error) => error.name === 'UserError' && sentence.test(error.message)));
  }

  // What Keras 3.15 writes for this model stands under `c`, the attribute.
  it('a subclassed model\'s own weights are not called those of another model', () => {
    const { graph } = analyze("import keras\nclass Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.c = keras.layers.Dense(2)\n    def call(self, x):\n        return self.c(x)\nmodel = Net()\nmodel.build((None, 3))\n").models[0]!;
    const tree = { arrays: new Map([['c/vars/0', { shape: [3, 2], values: new Float32Array(6) }], ['c/vars/1', { shape: [2], values: new Float32Array(2) }]]) };
    assert.throws(() => weightsFrom({ tree: tree as unknown as Parameters<typeof weightsFrom>[0]['tree'] }, graph, 'net.weights.h5'), /under the names of their attributes.*leave load_weights out/);
  });

  it('weights of another model are told in a sentence', async () => {
    const { file, graph } = await opened();
    const other = { ...graph, layers: graph.layers.map((layer) => (layer.name === 'first' ? { ...layer, weights: layer.weights.map((weight) => ({ ...weight, shape: [5] })) } : layer)) };
    assert.throws(() => weightsFrom(file, other, 'saved.keras'), /first\/kernel.*has shape \(5\)/);
    assert.ok(unzipSync(readFileSync(savedPath))['config.json']);
    await createEagerDevice().dispose();
  });
});
