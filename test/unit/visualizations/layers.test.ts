import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import type { ModelGraph } from '../../../src/core/graph/types.js';
import { chooseLayer } from '../../../src/visualizations/cam/explain.js';
import { extentOf, findLayer, firstConvolution, isSpatial, shownLayers } from '../../../src/visualizations/layers.js';
import { withoutLastActivation } from '../../../src/visualizations/logits.js';

const graphOf = (body: string): ModelGraph => {
  const { models } = analyze(`from keras import Input, Model, Sequential, layers, ops, applications\n${body}\n`, { file: '/a.py' });
  return models.at(-1)!.graph;
};
const convnet = graphOf(`
base = Sequential([Input((16, 16, 3)), layers.Conv2D(4, 3, name="a"), layers.MaxPooling2D(name="b")], name="base")
model = Sequential([Input((16, 16, 3)), base, layers.Conv2D(6, 3, name="c"), layers.GlobalAveragePooling2D(name="d"), layers.Dense(5, activation="softmax", name="e")])`);

describe('layers to show', () => {
  it('are those with channels, nested ones by their path, in the order in which they run', () => {
    assert.deepEqual(shownLayers(convnet).map(({ path }) => path), ['base/a', 'base/b', 'c', 'd', 'e']);
    assert.deepEqual(shownLayers(convnet).map(isSpatial), [true, true, true, false, false]);
    assert.equal(firstConvolution(shownLayers(convnet)).path, 'base/a');
  });

  it('are found by path, by a name that only one has, or not at all', () => {
    const layers = shownLayers(convnet);
    assert.equal(findLayer(layers, 'a').path, 'base/a');
    assert.equal(findLayer(layers, 'c').path, 'c');
    assert.throws(() => findLayer(layers, 'x'), { name: 'UserError', message: /no layer "x" .*base\/a, base\/b, c, d, e/ });
  });

  it('know where their channels are, by themselves or from the layer before', () => {
    const first = graphOf('model = Sequential([Input((3, 16, 20)), layers.Conv2D(4, 3, data_format="channels_first"), layers.ReLU(), layers.Flatten(), layers.Dense(2)])');
    const layers = shownLayers(first);
    assert.deepEqual(layers.map(({ shape, channelsFirst }) => extentOf(shape, channelsFirst)), [
      { height: 14, width: 18, channels: 4 }, { height: 14, width: 18, channels: 4 }, { height: 1, width: 1, channels: 1008 }, { height: 1, width: 1, channels: 2 },
    ]);
    assert.deepEqual(extentOf([null, 12, 7], false), { height: 1, width: 12, channels: 7 });
  });
});

describe('the layer to explain at', () => {
  it('is the last that keeps height and width, with the reason', () => {
    const { layer, reason } = chooseLayer(convnet);
    assert.equal(layer.path, 'c');
    assert.equal(reason, 'Last layer whose output keeps height and width (5 × 5 × 6); "d" after it does not.');
  });

  it('is none in a model without places', () => {
    assert.throws(() => chooseLayer(graphOf('model = Sequential([Input((28, 28)), layers.Flatten(), layers.Dense(10)])')), { name: 'UserError', message: /no layer whose output keeps height and width/ });
  });
});

describe('logits', () => {
  const activations = (graph: ModelGraph) => withoutLastActivation(graph);
  it('are the last layer\'s output before its softmax or sigmoid', () => {
    const { graph, activation, layer } = activations(convnet);
    assert.deepEqual([activation, layer], ['softmax', 'e']);
    assert.equal(graph.layers.find(({ name }) => name === 'e')?.config['activation'], 'linear');
    assert.notEqual(convnet.layers.find(({ name }) => name === 'e')?.config['activation'], 'linear');
  });

  for (const [code, expected] of [
    ['layers.Dense(4), layers.Softmax()', 'softmax'],
    ['layers.Dense(4), layers.Activation("softmax")', 'softmax'],
    ['layers.Dense(1, activation="sigmoid")', 'sigmoid'],
    ['layers.Dense(4, activation="relu")', 'none'],
    ['layers.Dense(4)', 'none'],
    ['layers.Dense(4), layers.Softmax(axis=1)', 'none'],
  ] as const) {
    it(`of ${code}: ${expected}`, () => {
      const { graph, activation } = activations(graphOf(`model = Sequential([Input((8, 8, 1)), ${code.includes('axis') ? '' : 'layers.Flatten(), '}${code}])`));
      assert.equal(activation, expected);
      if (expected !== 'none') assert.equal(graph.layers.at(-1)?.config['activation'], 'linear');
    });
  }

  it('of a nested model are those of its last layer', () => {
    const nested = graphOf('head = Sequential([Input((4,)), layers.Dense(3, activation="softmax", name="p")], name="head")\nmodel = Sequential([Input((8, 8, 1)), layers.Flatten(), layers.Dense(4), head])');
    const { graph, activation, layer } = activations(nested);
    assert.deepEqual([activation, layer], ['softmax', 'head/p']);
    assert.equal(graph.layers.at(-1)?.inner?.layers.at(-1)?.config['activation'], 'linear');
  });
});
