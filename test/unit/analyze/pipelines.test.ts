import assert from 'node:assert/strict';

import { analyze } from '../../../src/core/analyze.js';
import type { DataArray, Recipe } from '../../../src/core/recipe/types.js';

const HEAD = `import numpy as np
import tensorflow as tf
import keras
from keras import layers
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
from_slices = tf.data.Dataset.from_tensor_slices
`;
/** The recipe of a model that is fitted to \`ds\` (of images of a shape), which \`rest\` makes. */
function fitted(rest: string, shape = '(28, 28, 1)'): Recipe {
  const analysis = analyze(`${HEAD}${rest}m = keras.Sequential([keras.Input(${shape}), layers.Flatten(), layers.Dense(10)])\nm.compile("sgd", "mse")\nm.fit(ds)\n`);
  assert.deepEqual(analysis.diagnostics.filter((d) => d.severity === 'error'), []);
  return analysis.models.find((m) => m.variable === 'm')!.recipe!;
}
/** Steps without their places. */
const steps = (array: DataArray | null | undefined): unknown => array?.steps.map(({ span: _span, ...change }) => change);

describe('pipelines of tf.data', () => {
  it('a function that is mapped over examples is a step of the whole array', () => {
    const { train } = fitted(`def prepare(image, label):
    image = tf.cast(image, tf.float32) / 255.0
    return tf.expand_dims(image, 2), tf.one_hot(label, 10)
ds = from_slices((x_train, y_train)).shuffle(1000).map(prepare, num_parallel_calls=tf.data.AUTOTUNE).batch(64).cache().prefetch(2)
`);
    assert.deepEqual(steps(train?.x), [{ op: 'cast', dtype: 'float32' }, { op: 'divide', by: 255 }, { op: 'expandDims', axis: 3 }]);
    assert.deepEqual(steps(train?.y), [{ op: 'toCategorical', classes: 10 }]);
    assert.deepEqual([train?.batchSize, train?.shuffle], [64, true]);
  });

  it('a lambda over batches, with resizing and take', () => {
    const { train } = fitted(`scaled = lambda x, y: (tf.image.resize(x[..., None], (32, 32)) / 127.5 - 1, y)
ds = from_slices((x_train, y_train)).take(1000).skip(10).batch(32).map(scaled)
`, '(32, 32, 1)');
    const cut = [{ op: 'slice', from: null, to: 1000 }, { op: 'slice', from: 10, to: null }];
    assert.deepEqual(steps(train?.x), [...cut, { op: 'expandDims', axis: -1 }, { op: 'resize', height: 32, width: 32, interpolation: 'bilinear' }, { op: 'divide', by: 127.5 }, { op: 'subtract', by: 1 }]);
    assert.deepEqual(steps(train?.y), cut);
  });

  it('counts batches after batch', () => {
    assert.deepEqual(steps(fitted('ds = from_slices((x_train[..., None], y_train)).batch(32).take(10)\n').train?.x), [{ op: 'expandDims', axis: -1 }, { op: 'slice', from: null, to: 320 }]);
  });

  it('layers of preprocessing and augmentation over a folder', () => {
    const { train, unknowns } = fitted(`ds = keras.utils.image_dataset_from_directory("photos", validation_split=0.2, subset="training", seed=1, image_size=(64, 64), batch_size=16)
scale = layers.Rescaling(1 / 127.5, offset=-1)
augment = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)])
ds = ds.map(lambda x, y: (scale(x), y)).map(lambda x, y: (augment(x, training=True), y)).prefetch(1)
`, '(64, 64, 3)');
    assert.deepEqual(unknowns, []);
    assert.equal(train?.x.source.kind === 'directory' && train.x.source.config.subset, 'training');
    assert.deepEqual(train?.x.steps.map((s) => s.op), ['resize', 'multiply', 'add', 'augment', 'augment']);
    assert.deepEqual(train.x.steps.flatMap((s) => (s.op === 'augment' ? s.parts.map((p) => p.className) : [])), ['RandomFlip', 'RandomRotation']);
  });

  it('takes all of it where take or skip say so, and a batch apart again', () => {
    const whole = steps(fitted('ds = from_slices((x_train[..., None], y_train)).batch(32)\n').train?.x);
    assert.deepEqual(steps(fitted('ds = from_slices((x_train[..., None], y_train)).take(-1).repeat().batch(32)\n').train?.x), whole);
    const again = fitted('ds = from_slices((x_train[..., None], y_train)).batch(32).unbatch().batch(8)\n').train;
    assert.deepEqual([steps(again?.x), again?.batchSize], [whole, 8]);
  });

  it('follows a function that changes the data as a whole', () => {
    const { train } = fitted('def prepare(data):\n    return data.shuffle(100).batch(16)\nds = from_slices((x_train[..., None], y_train)).apply(prepare)\n');
    assert.deepEqual([train?.batchSize, train?.shuffle], [16, true]);
  });

  it('keeps the order that the methods make, where it is more than a shuffle of all', () => {
    const order = (chain: string): unknown => fitted(`ds = from_slices((x_train[..., None], y_train)).${chain}\n`).train?.order?.map((step) => Object.entries(step).flatMap(([key, value]: [string, unknown]) => (key === 'span' ? [] : [value])));
    assert.equal(order('take(9).batch(4)'), undefined);
    assert.deepEqual(order('shuffle(100).take(50).batch(8)'), [['shuffle', 100, true, null], ['rows', null, 50], ['batch', 8, false]]);
    assert.deepEqual(order('shuffle(len(x_train), seed=3, reshuffle_each_iteration=False).cache().skip(5).repeat().batch(8, drop_remainder=True)'), [['shuffle', 60000, false, 3], ['keep'], ['rows', 5, null], ['repeat', null], ['batch', 8, true]]);
    assert.deepEqual(order('batch(4, drop_remainder=True).shuffle(2).unbatch().shard(3, 1).repeat(2).batch(8)'), [['batch', 4, true], ['shuffle', 2, true, null], ['unbatch'], ['every', 3, 1], ['repeat', 2], ['batch', 8, false]]);
    const folder = (more: string): unknown => {
      const { train } = fitted(`ds = keras.utils.image_dataset_from_directory("photos", image_size=(28, 28), color_mode="grayscale", batch_size=16${more})\n`);
      return train?.order?.map(({ op, ...step }) => [op, 'buffer' in step ? step.buffer : 'to' in step ? step.to : null]);
    };
    assert.deepEqual(folder(''), [['shuffle', null], ['shuffle', 128], ['batch', null]]);
    assert.deepEqual(folder(', seed=1'), [['shuffle', 128], ['batch', null]]);
    assert.equal(folder(', shuffle=False'), undefined);
  });

  it('says of each step where it stands', () => {
    const rest = `x_train = x_train.reshape(-1, 28, 28, 1).astype("float32") / 255
x_train = x_train[:5000]
y_train = keras.utils.to_categorical(y_train, 10)[:5000]
ds = from_slices((x_train, y_train)).map(lambda x, y: (tf.image.resize(x, (14, 14)), y)).take(100).batch(8)
`;
    const { train } = fitted(rest, '(14, 14, 1)');
    const text = `${HEAD}${rest}`;
    const places = (array: DataArray | null | undefined) => array?.steps.map(({ op, span }) => [op, span ? text.slice(span.from, span.to) : null]);
    assert.deepEqual(places(train?.x), [
      ['reshape', 'x_train.reshape(-1, 28, 28, 1)'], ['cast', 'x_train.reshape(-1, 28, 28, 1).astype("float32")'], ['divide', 'x_train.reshape(-1, 28, 28, 1).astype("float32") / 255'],
      ['slice', 'x_train[:5000]'], ['resize', 'tf.image.resize(x, (14, 14))'], ['slice', 'from_slices((x_train, y_train)).map(lambda x, y: (tf.image.resize(x, (14, 14)), y)).take(100)'],
    ]);
    assert.deepEqual(places(train?.y)?.slice(0, 2), [['toCategorical', 'keras.utils.to_categorical(y_train, 10)'], ['slice', 'keras.utils.to_categorical(y_train, 10)[:5000]']]);
  });

  const lost: Readonly<Record<string, readonly [rest: string, reason: RegExp]>> = {
    'a function that computes something else': ['ds = from_slices((x_train[..., None], y_train)).map(lambda x, y: (tf.cast(tf.math.square(x), tf.float32), y)).batch(8)\n', /map/],
    'a crop of each image': ['ds = from_slices((x_train[..., None], y_train)).map(lambda x, y: (x[2:26], y)).batch(8)\n', /map/],
    'a filter': ['ds = from_slices((x_train[..., None], y_train)).filter(lambda x, y: y < 5).batch(8)\n', /filter/],
    'batches of batches': ['ds = from_slices((x_train[..., None], y_train)).batch(8).batch(4)\n', /twice/],
    'rounds of a number that is not known': ['ds = from_slices((x_train[..., None], y_train)).repeat(int(input())).batch(8)\n', /rounds/],
    'samples filled up to a shape': ['ds = from_slices((x_train[..., None], y_train)).padded_batch(8, padded_shapes=([32, 32, 1], []))\n', /padded_batch/],
    'other data behind it': ['ds = from_slices((x_train[..., None], y_train)).concatenate(from_slices((x_test[..., None], y_test))).batch(8)\n', /behind it/],
    'a shard of a number that is not known': ['ds = from_slices((x_train[..., None], y_train)).shard(2, int(input())).batch(8)\n', /shard/],
    'pairs of two random orders': ['ds = tf.data.Dataset.zip((from_slices(x_train[..., None]).shuffle(100), from_slices(y_train).shuffle(100))).batch(8)\n', /same order/],
    'swapped inputs and targets': ['ds = from_slices((x_train[..., None], y_train)).map(lambda x, y: (y, x)).batch(8)\n', /map/],
  };
  for (const [name, [rest, reason]] of Object.entries(lost)) {
    it(`${name} is said to be unknown`, () => {
      const { train, unknowns } = fitted(rest);
      assert.equal(train, null);
      assert.ok(unknowns.some((u) => u.blocks && reason.test(u.reason)), unknowns.map((u) => u.reason).join('\n'));
    });
  }

  it('follows weights of examples', () => {
    const { models } = analyze(`${HEAD}m = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10)])\nm.compile("sgd", "sparse_categorical_crossentropy")\nm.fit(x_train, y_train, sample_weight=np.ones(60000))\n`);
    assert.deepEqual(models[0]!.recipe!.train!.sampleWeights?.map((weights) => weights?.source.kind === 'synthetic' && weights.source.shape), [[60000]]);
    assert.deepEqual(models[0]!.recipe!.unknowns, []);
  });
});

describe('recipes under conditions that are not known', () => {
  const read = (rest: string): Recipe => {
    const head = 'import sys\nflag = sys.argv[1] == "a"\n(x, y), _ = keras.datasets.mnist.load_data()\nm = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10)])\n';
    return analyze(HEAD + head + rest).models.find((m) => m.variable === 'm')!.recipe!;
  };
  const loss = '"sparse_categorical_crossentropy"';

  it('two optimizers: not known, and training cannot start', () => {
    const { unknowns } = read(`if flag:\n    m.compile("sgd", ${loss})\nelse:\n    m.compile("adam", ${loss})\nm.fit(x, y, epochs=2)\n`);
    assert.ok(unknowns.some((u) => u.blocks && u.reason.includes('(optimizer)')), JSON.stringify(unknowns));
  });
  it('the same compile on both ways is known', () => {
    assert.deepEqual(read(`if flag:\n    m.compile("sgd", ${loss})\nelse:\n    m.compile("sgd", ${loss})\nm.fit(x, y)\n`).unknowns, []);
  });
  it('one way trains, the other loads: the recipe is that of training', () => {
    const { epochs, unknowns, loads } = read(`m.compile("sgd", ${loss})\nif flag:\n    m.fit(x, y, epochs=7)\nelse:\n    m.load_weights("w.weights.h5")\n`);
    assert.deepEqual([epochs, unknowns, loads.map((l) => l.path)], [7, [], ['w.weights.h5']]);
  });
  it('two numbers of epochs', () => {
    const { unknowns } = read(`m.compile("sgd", ${loss})\nif flag:\n    m.fit(x, y, epochs=7)\nelse:\n    m.fit(x, y, epochs=3)\n`);
    assert.ok(unknowns.some((u) => u.blocks && u.reason.includes('(epochs)')));
  });
});
