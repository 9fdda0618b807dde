import assert from 'node:assert/strict';
import { GraphBuilder, type SymbolicTensor } from '../../../src/core/graph/builder.js';
import { countParameters } from '../../../src/core/graph/count.js';
import { Unknown } from '../../../src/core/graph/values.js';

const shapes = (tensors: readonly SymbolicTensor[]) => tensors.map((t) => t.shape);

describe('builder', () => {
  it('builds the MNIST convnet with Keras\'s names, shapes and counts', () => {
    const b = new GraphBuilder();
    const model = b.sequential();
    const add = (type: string, config = {}, options = {}) => assert.deepEqual(b.add(model, b.createLayer(type, config, options).layer), []);
    add('Conv2D', { filters: 32, kernelSize: 3, activation: 'relu' }, { inputShape: [28, 28, 1] });
    add('MaxPooling2D', { poolSize: [2, 2] });
    add('Conv2D', { filters: 64, kernelSize: 3 });
    add('MaxPooling2D');
    add('Conv2D', { filters: 64, kernelSize: 3 });
    add('Flatten');
    add('Dense', { units: 64 });
    add('Dense', { units: 10, activation: 'softmax' });
    const graph = b.graphOf(model);
    assert.deepEqual(graph.layers.map((l) => l.name), ['conv2d', 'max_pooling2d', 'conv2d_1', 'max_pooling2d_1', 'conv2d_2', 'flatten', 'dense', 'dense_1']);
    assert.deepEqual(countParameters(graph), { total: 93322, trainable: 93322, nonTrainable: 0 });
    assert.deepEqual(graph.calls.map((c) => graph.tensors[c.outputs[0]!]!.shape), [[null, 26, 26, 32], [null, 13, 13, 32], [null, 11, 11, 64], [null, 5, 5, 64], [null, 3, 3, 64], [null, 576], [null, 64], [null, 10]]);
    assert.equal(b.pop(model)?.name, 'dense_1');
    assert.deepEqual(shapes(model.outputs), [[null, 64]]);
  });

  it('keeps what all values of an unknown flag agree on', () => {
    const b = new GraphBuilder();
    const x = b.input([null, 8, 8, 3]);
    const { layer } = b.createLayer('Conv2D', { filters: 4, kernelSize: 3, useBias: new Unknown({ reason: 'argument', span: null }) });
    const { outputs } = b.call(layer, x);
    assert.deepEqual((outputs as SymbolicTensor).shape, [null, 6, 6, 4]);
    assert.equal((outputs as SymbolicTensor).loss, undefined);
    const { model } = b.functional(x, outputs);
    assert.equal(countParameters(b.graphOf(model)).total, null);
  });

  it('raises no error because of an axis that the analysis lost', () => {
    const b = new GraphBuilder();
    const x = b.input([null, 8, 8, new Unknown({ reason: 'argument', span: null })]);
    const { outputs, problems } = b.call(b.createLayer('Conv2D', { filters: 4, kernelSize: 3 }).layer, x);
    assert.deepEqual(problems, []);
    assert.deepEqual((outputs as SymbolicTensor).shape, [null, 6, 6, 4]);
    assert.equal((outputs as SymbolicTensor).loss, undefined);
    const open = b.call(b.createLayer('Conv2D', { filters: 4, kernelSize: 3 }).layer, b.input([null, 8, 8, null]));
    assert.equal(open.problems[0]?.code, 'undefined-channels');
  });

  it('applies the trainable flag of a model to all layers inside', () => {
    const b = new GraphBuilder();
    const x = b.input([null, 4]);
    const inner = b.functional(x, b.call(b.createLayer('Dense', { units: 3 }).layer, x).outputs).model;
    const y = b.input([null, 4]);
    const outer = b.functional(y, b.call(b.createLayer('Dense', { units: 2 }).layer, b.call(inner, y).outputs).outputs).model;
    inner.trainable = false;
    assert.deepEqual(countParameters(b.graphOf(outer)), { total: 23, trainable: 8, nonTrainable: 15 });
    inner.layers[1]!.trainable = true;
    assert.deepEqual(countParameters(b.graphOf(outer)), { total: 23, trainable: 23, nonTrainable: 0 });
    outer.trainable = false;
    inner.layers[1]!.trainable = true;
    assert.deepEqual(countParameters(b.graphOf(outer)).trainable, 0);
  });
});
