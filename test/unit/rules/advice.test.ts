import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { analyze } from '../../../src/core/analyze.js';
import { allRules } from '../../../src/core/rules/run.js';
import { root } from '../../support/files.js';

const codes = new Set(allRules.map(({ code }) => code));
const adviceOn = (text: string) => analyze(text).diagnostics.filter(({ code }) => codes.has(code)).map(({ code, span }) => `${code}: ${text.slice(span.from, span.to)}`);
const head = 'import keras\nfrom keras import layers\n';

describe('advice', () => {
  it('is exactly what was looked at by hand on the samples', () => {
    const folder = join(root, 'samples', 'keras');
    const found = Object.fromEntries(readdirSync(folder).filter((name) => name.endsWith('.py')).map((name) => [name, adviceOn(readFileSync(join(folder, name), 'utf8'))] as const).filter(([, advice]) => advice.length > 0));
    assert.deepEqual(found, { 'alexnet.py': ['flatten-into-huge-dense: layers.Dense'], 'cats_dogs_convnet.py': ['flatten-into-huge-dense: layers.Dense'] });
  });

  it('is given only where it holds for every layer that a constructor call makes', () => {
    const loop = (widths: string) => `${head}x = inputs = keras.Input((64,))\nfor width in ${widths}:\n    x = layers.Dense(width)(x)\nmodel = keras.Model(inputs, layers.Softmax()(x))\n`;
    assert.deepEqual(adviceOn(loop('[128, 10]')), []);
    assert.deepEqual(adviceOn(loop('[128, 128]').replace('layers.Softmax()(x)', 'layers.Dense(4)(x)')), ['missing-activation: layers.Dense']);
  });

  it('says nothing of what is not known', () => {
    const unknown = `${head}import sys\nmodel = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(int(sys.argv[1]), activation=sys.argv[2]), layers.Dense(10, activation=sys.argv[3])])\nmodel.compile(loss=sys.argv[4], optimizer=keras.optimizers.Adam(float(sys.argv[5])))\nmodel.fit(*load())\n`;
    assert.deepEqual(adviceOn(unknown), []);
  });

  it('is silenced by comments on the line, above it, for the file, and by code only', () => {
    const text = (first: string, line: string, above = '') => `${first}\n${head}model = keras.Sequential([\n    keras.Input((64,)),\n${above}    layers.Dense(64),${line}\n    layers.Dense(10),\n])\n`;
    const given = ['missing-activation: layers.Dense'];
    assert.deepEqual(adviceOn(text('', '')), given);
    assert.deepEqual(adviceOn(text('', '  # convlens: ignore')), []);
    assert.deepEqual(adviceOn(text('', '  # linear on purpose  # convlens: ignore[unused-layer, missing-activation]')), []);
    assert.deepEqual(adviceOn(text('', '  # convlens: ignore[unused-layer]')), given);
    assert.deepEqual(adviceOn(text('', '', '    # convlens: ignore[missing-activation]\n')), []);
    assert.deepEqual(adviceOn(text('# convlens: ignore-file[missing-activation]', '')), []);
    assert.deepEqual(adviceOn(text('# convlens: ignore[missing-activation]', '')), given, 'a comment on its own is about the next line only');
  });

  it('silences what Keras rejects as well', () => {
    const wrong = (comment: string) => analyze(`${head}model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 9)])${comment}\n`).diagnostics.map(({ severity }) => severity);
    assert.deepEqual(wrong(''), ['error']);
    assert.deepEqual(wrong('  # convlens: ignore'), []);
  });

  it('sees the other ways in which a rule is broken', () => {
    const compile = (last: string, loss: string, more = '') => `${head}model = keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), ${last}])\nmodel.compile(optimizer="adam", loss=${loss}${more})\n`;
    const mnist = '(x, y), (xt, yt) = keras.datasets.mnist.load_data()\n';
    const digits = (last: string, rest: string) => `${head}${mnist}model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), ${last}])\nmodel.compile(optimizer="adam", loss="sparse_categorical_crossentropy")\n${rest}\n`;
    const folder = (mode: string, loss: string, last = 'layers.Dense(3, activation="softmax")') => `${head}train = keras.utils.image_dataset_from_directory("a", label_mode="${mode}", class_names=["a", "b", "c"], image_size=(8, 8))\nmodel = keras.Sequential([keras.Input((8, 8, 3)), layers.Rescaling(1 / 255), layers.Flatten(), ${last}])\nmodel.compile(loss="${loss}")\nmodel.fit(train)\n`;
    const cases: readonly (readonly [string, readonly string[]])[] = [
      [compile('layers.Dense(3, activation="softmax")', '"binary_crossentropy"'), ['loss-does-not-fit-activation: loss="binary_crossentropy"']],
      [compile('layers.Dense(2, activation="softmax")', '"binary_crossentropy"'), []],
      [compile('layers.Dense(1)', '"binary_crossentropy"'), ['loss-does-not-fit-activation: loss="binary_crossentropy"']],
      [compile('layers.Dense(1)', 'keras.losses.BinaryCrossentropy(from_logits=True)'), []],
      [compile('layers.Dense(1), layers.Activation("sigmoid")', 'keras.losses.BinaryCrossentropy(from_logits=True)'), ['softmax-from-logits: from_logits=True']],
      [compile('layers.Dense(1), layers.Softmax()', '"mse"'), ['one-unit-softmax: layers.Softmax']],
      [compile('layers.Dense(1), layers.Activation("softmax")', '"mse"'), ['one-unit-softmax: "softmax"']],
      [digits('layers.Dense(9, activation="softmax")', 'model.fit(x / 255, y)'), ['loss-does-not-fit-labels: 9']],
      [digits('layers.Dense(11, activation="softmax")', 'model.fit(x / 255, y)'), []],
      [digits('layers.Dense(10, activation="softmax")', 'model.fit(x, y)'), ['unscaled-pixels: x']],
      [`${head}train = keras.utils.image_dataset_from_directory("a", image_size=(8, 8))\nchange = keras.Sequential([layers.RandomFlip(), layers.RandomZoom(0.1)])\nmodel = keras.Sequential([keras.Input((8, 8, 3)), change, layers.Flatten(), layers.Dense(3, activation="softmax")])\nmodel.compile(loss="sparse_categorical_crossentropy")\nmodel.fit(train)\n`, ['unscaled-pixels: train']],
      [`${head}train = keras.utils.image_dataset_from_directory("a", image_size=(8, 8))\nchange = keras.Sequential([layers.RandomFlip(), layers.Rescaling(1 / 255)])\nmodel = keras.Sequential([keras.Input((8, 8, 3)), change, layers.Flatten(), layers.Dense(3, activation="softmax")])\nmodel.compile(loss="sparse_categorical_crossentropy")\nmodel.fit(train)\n`, []],
      [digits('layers.Dense(10, activation="softmax")', 'model.fit(x / 255, y, validation_data=(xt / 128, yt))'), ['preprocessing-differs: validation_data=(xt / 128, yt)']],
      [digits('layers.Dense(10, activation="softmax")', 'model.fit(x / 255, y, validation_data=(xt * (1 / 255), yt))'), []],
      [folder('categorical', 'sparse_categorical_crossentropy'), ['loss-does-not-fit-labels: loss="sparse_categorical_crossentropy"']],
      [folder('int', 'sparse_categorical_crossentropy'), []],
      [folder('categorical', 'categorical_crossentropy', 'layers.Dense(4, activation="softmax")'), ['loss-does-not-fit-labels: 4']],
      [`${head}${mnist}model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])\nmodel.compile(loss="sparse_categorical_crossentropy")\nmodel.fit(x.reshape(-1, 28, 28, 1) / 255, y, shuffle=False)\n`, ['no-shuffling: shuffle=False']],
      [`${head}inputs = keras.Input((8, 8, 4))\nmodel = keras.Model(inputs, layers.Conv2DTranspose(3, (4, 3), strides=(2, 2))(inputs))\n`, ['checkerboard: (4, 3)']],
      [`${head}inputs = keras.Input((8, 8, 4))\nmodel = keras.Model(inputs, layers.Conv2DTranspose(3, (4, 3), strides=(2, 1))(inputs))\n`, []],
      [`${head}x = inputs = keras.Input((1, 1, 4))\nx = layers.MaxPooling2D(2, padding="same")(x)\nmodel = keras.Model(inputs, x)\n`, ['window-on-one-position: layers.MaxPooling2D']],
      [`${head}model = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)])\nmodel.compile(optimizer=keras.optimizers.SGD(learning_rate=0.0), loss="mse")\n`, ['learning-rate-out-of-range: learning_rate=0.0']],
      [`${head}inputs = keras.Input((4,))\nx = layers.Dense(4, activation="relu")(inputs)\nlayers.Dropout(0.5)\nmodel = keras.Model(inputs, x)\n`, ['unused-layer: layers.Dropout']],
    ];
    for (const [program, expected] of cases) assert.deepEqual(adviceOn(program), expected, program);
  });

  it('judges each output by its own loss, given in a list or under its name', () => {
    const two = (kind: string, good: string, compile: string, rest = '') => `${head}import numpy as np\ninputs = keras.Input((32,))\nkind = layers.Dense(5${kind}, name="kind")(inputs)\ngood = layers.Dense(1${good}, name="good")(inputs)\nmodel = keras.Model(inputs, [kind, good])\nmodel.compile(${compile})\n${rest}\n`;
    const softmax = ', activation="softmax"';
    const sigmoid = ', activation="sigmoid"';
    const logits = 'keras.losses.CategoricalCrossentropy(from_logits=True)';
    const fit = 'model.fit(np.zeros((8, 32)), [np.zeros((8, 5)), np.zeros((8, 1))])';
    const cases: readonly (readonly [string, readonly string[]])[] = [
      [two(softmax, sigmoid, `loss=[${logits}, "binary_crossentropy"]`), ['softmax-from-logits: from_logits=True']],
      [two(softmax, sigmoid, `loss={"good": "binary_crossentropy", "kind": ${logits}}`), ['softmax-from-logits: from_logits=True']],
      [two('', sigmoid, `loss={"good": "binary_crossentropy", "kind": ${logits}}`), []],
      [two(softmax, sigmoid, `loss={"good": ${logits}, "kind": None}`), ['softmax-from-logits: from_logits=True']],
      [two(softmax, sigmoid, 'loss=["categorical_crossentropy", "binary_crossentropy"]'), []],
      [two('', sigmoid, 'loss=["categorical_crossentropy", "binary_crossentropy"]'), ['loss-does-not-fit-activation: loss=["categorical_crossentropy", "binary_crossentropy"]']],
      [two(softmax, '', 'loss={"kind": "categorical_crossentropy", "good": keras.losses.BinaryCrossentropy()}'), ['loss-does-not-fit-activation: keras.losses.BinaryCrossentropy()']],
      [two(softmax, '', 'loss=["categorical_crossentropy", "mse"]'), []],
      [two(sigmoid, sigmoid, 'loss=["categorical_crossentropy", "binary_crossentropy"]'), ['sigmoid-with-classes: activation="sigmoid"']],
      [two(sigmoid, sigmoid, 'loss=["binary_crossentropy", "binary_crossentropy"]'), []],
      [two(softmax, '', 'loss=["categorical_crossentropy", "mse"], metrics=[["accuracy"], ["mae"]]', fit), []],
      [two(softmax, '', 'loss=["categorical_crossentropy", "mse"], metrics={"good": ["accuracy"]}', fit), ['accuracy-of-regression: metrics={"good": ["accuracy"]}']],
      [two(softmax, sigmoid, `loss=[load(), ${logits}]`), ['softmax-from-logits: from_logits=True']],
      [two(softmax, sigmoid, 'loss=load()'), []],
    ];
    for (const [program, expected] of cases) assert.deepEqual(adviceOn(program), expected, program);
  });

  it('knows the labels of each output', () => {
    const program = (targets: string, units: number) => `${head}(x, y), _ = keras.datasets.mnist.load_data()\ninputs = keras.Input((28, 28))\nflat = layers.Flatten()(layers.Rescaling(1 / 255)(inputs))\nmodel = keras.Model(inputs, [layers.Dense(784, name="again")(flat), layers.Dense(${units}, activation="softmax", name="digit")(flat)])\nmodel.compile(loss={"again": "mse", "digit": "sparse_categorical_crossentropy"})\nmodel.fit(x, ${targets})\n`;
    assert.deepEqual(adviceOn(program('[x.reshape(-1, 784) / 255, y]', 9)), ['loss-does-not-fit-labels: 9']);
    assert.deepEqual(adviceOn(program('{"digit": y, "again": x.reshape(-1, 784) / 255}', 9)), ['loss-does-not-fit-labels: 9']);
    assert.deepEqual(adviceOn(program('[x.reshape(-1, 784) / 255, y]', 10)), []);
  });

  it('sees a data set that is never shuffled', () => {
    const program = (shuffle: string) => `${head}import tensorflow as tf\n(x, y), _ = keras.datasets.cifar10.load_data()\ntrain = tf.data.Dataset.from_tensor_slices((x / 255, y))${shuffle}.batch(32)\nmodel = keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(10, activation="softmax")])\nmodel.compile(loss="sparse_categorical_crossentropy")\nmodel.fit(train)\n`;
    assert.deepEqual(adviceOn(program('')), ['no-shuffling: train']);
    assert.deepEqual(adviceOn(program('.shuffle(1000)')), []);
    assert.deepEqual(adviceOn(program('.map(load)')), [], 'what a function of the file does is not known');
  });

  it('goes through every statement that may hold a call', () => {
    const layer = 'layers.Dense(64)';
    for (const program of [
      `def make():\n    with keras.name_scope("a"):\n        try:\n            return keras.Sequential([keras.Input((64,)), ${layer}, layers.Dense(4)])\n        finally:\n            pass\nmodel = make()\n`,
      `class Maker:\n    def make(self):\n        for _ in range(1):\n            if True:\n                self.model = keras.Sequential([keras.Input((64,)), *[${layer}], layers.Dense(4)])\n        return self.model\nmodel = Maker().make()\n`,
      `make = lambda first=${layer}: keras.Sequential([keras.Input((64,)), first, layers.Dense(4)])\nmodel = make()\n`,
      `parts = {"first": ${layer}}\nmodel = keras.Sequential([keras.Input((64,)), parts["first"], (last := layers.Dense(4))])\n`,
    ]) assert.deepEqual(adviceOn(head + program), ['missing-activation: layers.Dense'], program);
  });
});
