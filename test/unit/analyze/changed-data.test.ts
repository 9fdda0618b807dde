/** What is done to the data and is no step of preprocessing: never left out in silence. */
import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';

const HEAD = `import numpy as np
import tensorflow as tf
import keras
from keras import layers
(x, y), _ = keras.datasets.cifar10.load_data()
`;
function fitted(rest: string, fit: string) {
  const text = `${HEAD}${rest}\nm = keras.Sequential([layers.Flatten(), layers.Dense(10)])\nm.compile("sgd", "mse")\nm.fit(${fit})\n`;
  const recipe = analyze(text).models.find((m) => m.variable === 'm')!.recipe!;
  return { text, recipe, steps: recipe.train?.x.steps.map(({ span: _span, ...change }) => change) };
}

describe('functions of tf.image on the data', () => {
  const flip = (mode: string) => [{ op: 'augment', classNames: ['RandomFlip'], mode }];
  const known: Readonly<Record<string, readonly unknown[]>> = {
    'tf.image.random_flip_left_right(x)': flip('horizontal'),
    'tf.image.random_flip_up_down(x)': flip('vertical'),
    // image_ops_impl.py: whole numbers are cast and multiplied by one over the largest of their type.
    'tf.image.convert_image_dtype(x, tf.float32)': [{ op: 'cast', dtype: 'float32' }, { op: 'multiply', by: 1 / 255 }],
    'tf.image.convert_image_dtype(tf.cast(x, tf.float32), tf.float32)': [{ op: 'cast', dtype: 'float32' }],
    'tf.image.resize(x, (16, 8), method="nearest")': [{ op: 'resize', height: 16, width: 8, interpolation: 'nearest' }],
    'tf.image.resize(x, (16, 8), method=tf.image.ResizeMethod.NEAREST_NEIGHBOR)': [{ op: 'resize', height: 16, width: 8, interpolation: 'nearest' }],
    'tf.image.resize(x, [16, 8])': [{ op: 'resize', height: 16, width: 8, interpolation: 'bilinear' }],
    // keras.ops gives the pixels back as whole numbers, TensorFlow does not.
    'keras.ops.image.resize(x, (16, 8))': [{ op: 'resize', height: 16, width: 8, interpolation: 'bilinear' }, { op: 'round' }],
    'tf.image.resize_with_pad(x, 40, 20)': [{ op: 'resize', height: 40, width: 20, interpolation: 'bilinear', pad: true }],
    'x - 200': [{ op: 'subtract', by: 200 }, { op: 'cast', dtype: 'uint8' }],
  };
  for (const [expression, expected] of Object.entries(known)) {
    it(`${expression} is a step`, () => {
      const { recipe, steps } = fitted(`ds = tf.data.Dataset.from_tensor_slices((x, y)).map(lambda x, y: (${expression}, y)).batch(8)`, 'ds');
      assert.deepEqual(recipe.unknowns, []);
      assert.deepEqual(steps!.map((step) => (step.op === 'augment' ? { op: step.op, classNames: step.parts.map((p) => p.className), mode: step.parts[0]!.config['mode'] } : step)), expected);
    });
  }

  const lost = ['tf.image.flip_left_right(x)', 'tf.image.random_brightness(x, 0.2)', 'tf.image.adjust_contrast(x, 2)', 'tf.image.per_image_standardization(x)', 'tf.image.resize_with_crop_or_pad(x, 40, 40)', 'tf.image.crop_to_bounding_box(x, 0, 0, 16, 16)', 'tf.image.central_crop(x, 0.5)', 'tf.image.resize(x, (16, 8), method="area")', 'tf.image.resize(x, (16, 8), antialias=True)', 'tf.image.rgb_to_grayscale(x)', 'tf.nn.dropout(x, 0.5)', 'tf.math.l2_normalize(x)', 'keras.ops.image.resize(x, (16, 8), antialias=True)'];
  for (const expression of lost) {
    it(`${expression} is none, and is named with its place`, () => {
      const { text, recipe } = fitted(`ds = tf.data.Dataset.from_tensor_slices((x, y)).map(lambda x, y: (${expression}, y)).batch(8)`, 'ds');
      assert.equal(recipe.train, null);
      const [unknown] = recipe.unknowns.filter(({ blocks }) => blocks);
      const name = /(\w+)\(/.exec(expression)![1]!;
      assert.ok(unknown!.reason.includes(name), unknown!.reason);
      assert.equal(text.slice(unknown!.span!.from, unknown!.span!.to), expression);
    });
  }

  it('with preserve_aspect_ratio the size is not known', () => {
    const { recipe } = fitted('ds = tf.data.Dataset.from_tensor_slices((x, y)).map(lambda x, y: (tf.image.resize(x, (16, 8), preserve_aspect_ratio=True), y)).batch(8)', 'ds');
    assert.equal(recipe.train, null);
  });
});

describe('arrays that are changed in place', () => {
  for (const change of ['x[x > 5] = 1', 'x[0] = 0', 'x.sort()', 'x.fill(0)', 'np.random.shuffle(x)', 'x = x.clip(0, 1)', 'x = x.round()', 'x = -x']) {
    it(`${change}: the data is not known from there on`, () => {
      const { recipe, text } = fitted(change, 'x, y');
      assert.equal(recipe.train, null);
      const [unknown] = recipe.unknowns;
      assert.ok(unknown!.blocks && change.includes(text.slice(unknown!.span!.from, unknown!.span!.to)), JSON.stringify(unknown));
    });
  }
  it('targets as well', () => {
    const { recipe } = fitted('y[y != 3] = 0', 'x, y');
    assert.deepEqual([recipe.train?.y, recipe.unknowns.map((u) => u.blocks)], [null, [true]]);
  });
  it('what is taken from an array before is what it was', () => {
    const { recipe, steps } = fitted('z = x / 255\nx[0] = 0', 'z, y');
    assert.deepEqual([recipe.unknowns, steps], [[], [{ op: 'divide', by: 255 }]]);
  });
  it('under a condition that is not known, as well', () => {
    assert.equal(fitted('import sys\nif len(sys.argv) > 1:\n    x[0] = 0', 'x, y').recipe.train, null);
  });
  it('an array that the file makes stays one of its shape', () => {
    const { recipe } = fitted('z = np.zeros((10, 4))\nfor i in range(10):\n    z[i] = i', 'z, np.ones((10, 10))');
    assert.equal(recipe.train?.x.source.kind, 'synthetic');
  });
});
