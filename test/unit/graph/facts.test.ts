import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import { GraphBuilder, type TensorTree } from '../../../src/core/graph/builder.js';
import { modelFacts, modelWork } from '../../../src/core/graph/facts.js';
import type { Maybe } from '../../../src/core/graph/values.js';

/** Layers one after another on an input. */
function chain(shape: readonly (number | null)[], ...layers: readonly (readonly [string, { readonly [key: string]: Maybe }])[]) {
  const b = new GraphBuilder();
  const input = b.input(shape);
  let x: TensorTree = input;
  for (const [type, config] of layers) x = b.call(b.createLayer(type, config).layer, x).outputs;
  return b.graphOf(b.functional(input, x).model);
}

describe('facts', () => {
  it('counts multiply-accumulates of convolutions and dense layers', () => {
    const facts = modelFacts(chain([null, 28, 28, 1], ['Conv2D', { filters: 32, kernelSize: 3 }], ['MaxPooling2D', {}], ['Flatten', {}], ['Dense', { units: 10 }]));
    assert.deepEqual(facts.calls.map((c) => c.multiplyAccumulates), [26 * 26 * 9 * 32, 0, 0, 13 * 13 * 32 * 10]);
    assert.equal(facts.parameterBytes, 4 * (320 + 13 * 13 * 32 * 10 + 10));
    assert.equal(facts.activationBytes, 4 * (26 * 26 * 32 + 13 * 13 * 32 * 2 + 10));
    assert.equal(modelFacts(chain([null, 4], ['Dense', { units: 2 }]), 8).activationBytes, 8 * 2 * 4);
  });

  it('does not count what was never called: it is not known, not nothing', () => {
    const [model] = analyze('import keras\nfrom keras import layers\nmodel = keras.Sequential([layers.Conv2D(8, 3), layers.Dense(2)])\n').models;
    assert.ok(model?.graph.layers.length === 2);
    const { multiplyAccumulates, activationBytes } = modelFacts(model.graph);
    assert.deepEqual([multiplyAccumulates, activationBytes, modelWork(model.graph)], [null, null, null]);
  });

  it('counts grouped, depthwise, separable and transposed convolutions by their kernels', () => {
    const work = (type: string, config: { readonly [key: string]: Maybe }) => modelFacts(chain([null, 8, 8, 4], [type, config])).multiplyAccumulates;
    assert.equal(work('Conv2D', { filters: 8, kernelSize: 3, padding: 'same', groups: 2 }), 64 * 9 * 2 * 8);
    assert.equal(work('DepthwiseConv2D', { kernelSize: 3, padding: 'same' }), 64 * 9 * 4);
    assert.equal(work('SeparableConv2D', { filters: 8, kernelSize: 3, padding: 'same' }), 64 * (9 * 4 + 4 * 8));
    assert.equal(work('Conv2DTranspose', { filters: 8, kernelSize: 3, strides: 2, padding: 'same' }), 64 * 9 * 4 * 8);
  });

  it('leaves a null where an axis is open', () => {
    assert.equal(modelFacts(chain([null, null, null, 3], ['Conv2D', { filters: 2, kernelSize: 3 }])).multiplyAccumulates, null);
  });

  it('grows the receptive field by windows, strides and dilation', () => {
    const facts = modelFacts(chain([null, 64, 64, 3], ['Conv2D', { filters: 4, kernelSize: 3 }], ['MaxPooling2D', {}], ['Conv2D', { filters: 4, kernelSize: 3, dilationRate: 2 }], ['BatchNormalization', {}], ['GlobalAveragePooling2D', {}]));
    assert.deepEqual(facts.calls.map((c) => c.receptiveField), [[3, 3], [4, 4], [12, 12], [12, 12], null]);
    assert.deepEqual(facts.calls.map((c) => c.strideProduct), [[1, 1], [2, 2], [2, 2], [2, 2], null]);
  });

  it('takes the larger field where branches meet', () => {
    const b = new GraphBuilder();
    const x = b.input([null, 32, 32, 3]);
    const wide = b.call(b.createLayer('Conv2D', { filters: 3, kernelSize: 5, padding: 'same' }).layer, x).outputs;
    const sum = b.call(b.createLayer('Add', {}).layer, [x, wide]).outputs;
    assert.deepEqual(modelFacts(b.graphOf(b.functional(x, sum).model)).calls.at(-1)?.receptiveField, [5, 5]);
  });

  it('gives no number where an argument is not known, though a default would give one', () => {
    const [model] = analyze('import keras\nimport sys\nmodel = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.MaxPooling2D(2, strides=int(sys.argv[1])), keras.layers.Conv2D(8, int(sys.argv[2]))])\n').models;
    assert.ok(model);
    const facts = modelFacts(model.graph);
    assert.deepEqual(facts.calls.map(({ multiplyAccumulates, receptiveField }) => [multiplyAccumulates, receptiveField]), [[0, [null, null]], [null, [null, null]]]);
    assert.equal(facts.multiplyAccumulates, null);
  });
});
