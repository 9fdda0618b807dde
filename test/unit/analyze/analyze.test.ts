import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { analyze } from '../../../src/core/analyze.js';
import { Lines } from '../../../src/core/syntax/lines.js';

const shapesOf = (text: string): (readonly (number | null)[] | null)[] => analyze(text).calls.map((call) => call.outputs[0]!.shape);
const errorsOf = (text: string): string[] => analyze(text).diagnostics.filter((d) => d.severity === 'error').map((d) => d.code);
const warningsOf = (text: string): string[] => analyze(text).diagnostics.filter((d) => d.severity === 'warning').map((d) => d.code);

describe('what branches and loops leave known', () => {
  const head = 'import keras, os, random\nfrom keras import layers\nx = keras.Input((8, 8, 4))\nflag = os.path.exists("x")\n';

  it('keeps the shape on which both ways agree, but not the totals', () => {
    const { models } = analyze(`${head}y = layers.Conv2D(4, 3)(x)\nif flag:\n    y = layers.Dropout(0.5)(y)\nmodel = keras.Model(x, layers.Dense(3)(y))\n`);
    assert.deepEqual(models[0]?.outputShape, [null, 6, 6, 3]);
    assert.equal(models[0].parameters.total, null);
    assert.ok(models[0].graph.incomplete);
  });

  it('loses only the axis on which the ways differ', () => {
    assert.deepEqual(shapesOf(`${head}y = layers.Conv2D(8 if flag else 16, 3)(x)\n`).at(-1), [null, 6, 6, null]);
  });

  it('goes on with the way that does not raise', () => {
    const text = `${head}n = 3\nif flag:\n    raise ValueError("no")\ny = layers.Conv2D(n, 3)(x)\n`;
    assert.deepEqual(errorsOf(text), []);
    assert.deepEqual(shapesOf(text).at(-1), [null, 6, 6, 3]);
  });

  it('joins returns of both ways', () => {
    assert.deepEqual(shapesOf(`${head}def f():\n    if flag:\n        return 8\n    return 8\ny = layers.Conv2D(f(), 3)(x)\n`).at(-1), [null, 6, 6, 8]);
  });

  it('does not trust what a loop of unknown length changes', () => {
    const shapes = shapesOf(`${head}n = 4\ny = x\nfor _ in range(random.randint(1, 3)):\n    n = n * 2\n    y = layers.Conv2D(4, 3)(y)\nz = layers.Dense(n)(x)\n`);
    assert.deepEqual(shapes.at(-1), [null, 8, 8, null]);
    assert.deepEqual(shapes[0], [null, null, null, 4]);
  });

  it('marks a Sequential that may have one more layer as not whole', () => {
    const { models } = analyze(`${head}m = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\nif flag:\n    m.add(layers.Dropout(0.5))\nm.add(layers.Dense(2))\n`);
    assert.equal(models[0]?.parameters.total, null);
    assert.deepEqual(models[0].outputShape, [null, 2]);
  });

  it('catches what a try around a layer catches', () => {
    const text = `${head}try:\n    y = layers.Conv2D(4, 30)(x)\nexcept ValueError:\n    y = layers.Conv2D(5, 3)(x)\nz = layers.Dense(1)(y)\n`;
    assert.deepEqual(errorsOf(text), []);
    assert.deepEqual(shapesOf(text).at(-1), [null, 6, 6, 1]);
  });
});

describe('functions that the file never calls', () => {
  it('are followed with their defaults and without errors', () => {
    const text = 'from keras import layers, Input, Model\n\ndef build(size, filters=8):\n    x = Input((size, size, 3))\n    y = layers.Conv2D(filters, 3)(x)\n    return Model(x, y)\n';
    assert.deepEqual(shapesOf(text), [[null, null, null, 8]]);
    assert.deepEqual(errorsOf(text), []);
  });

  it('warn where a call would certainly fail', () => {
    const text = 'from keras import layers, Input\n\ndef build():\n    x = Input((4, 4, 3))\n    return layers.Conv2D(8, 9)(x)\n';
    assert.deepEqual(errorsOf(text), []);
    assert.equal(warningsOf(text).length, 1);
  });

  it('include classes of layers and models', () => {
    const text = 'import keras\nfrom keras import layers\n\nclass Net(keras.Model):\n    def __init__(self, classes=4):\n        super().__init__()\n        self.head = layers.Dense(classes)\n    def call(self, x):\n        return self.head(x)\n';
    assert.deepEqual(errorsOf(text), []);
  });
});

describe('dialects', () => {
  const layer = 'Conv2D(4, 3)(Input((8, 8, 1)))';
  const imports = [
    'from keras.layers import Conv2D, Input', 'from tensorflow.keras.layers import Conv2D, Input', 'from tf_keras.layers import Conv2D, Input', 'from tensorflow.python.keras.layers import Conv2D, Input',
    'from keras.layers import *', 'from tensorflow.keras.layers import *', 'import keras\nfrom keras import Input\nConv2D = keras.layers.Conv2D', 'import tensorflow as tf\nConv2D = tf.keras.layers.Convolution2D\nInput = tf.keras.Input',
    'from tensorflow import keras as k\nConv2D, Input = k.layers.Conv2D, k.Input', 'import tensorflow.keras.layers as L\nConv2D, Input = L.Conv2D, L.Input', 'from keras.src.layers import Conv2D, Input',
  ];
  for (const text of imports) {
    it(text.replaceAll('\n', '; '), () => {
      assert.deepEqual(shapesOf(`${text}\ny = ${layer}\n`), [[null, 6, 6, 4]]);
      assert.deepEqual(analyze(`${text}\ny = ${layer}\n`).diagnostics, []);
    });
  }

  it('warns of paths that Keras 3 has no more, and mends them', () => {
    const text = `from keras.layers.convolutional import Conv2D\nfrom keras.layers.core import Dense\nfrom keras.engine.topology import Input\ny = ${layer}\n`;
    const { diagnostics, calls } = analyze(text);
    assert.deepEqual(diagnostics.map((d) => d.code), ['legacy-import', 'legacy-import', 'legacy-import']);
    assert.deepEqual(diagnostics[0]?.fixes?.[0]?.edits[0]?.text, 'keras.layers');
    assert.equal(calls.length, 1);
  });

  it('understands Model(input=, output=), nb_epoch and fit_generator, with warnings', () => {
    const text = 'from keras.layers import Input, Dense\nfrom keras.models import Model\nfrom keras.optimizers import SGD\nx = Input((4,))\nmodel = Model(input=x, output=Dense(2)(x))\nmodel.compile(SGD(lr=0.1), "mse")\nmodel.fit_generator(g, nb_epoch=3)\n';
    const analysis = analyze(`g = open("x")\n${text}`);
    assert.equal(analysis.models[0]?.parameters.total, 10);
    assert.equal(analysis.models[0].recipe?.epochs, 3);
    assert.equal(analysis.models[0].recipe.optimizer.config.learningRate, 0.1);
    assert.deepEqual(analysis.diagnostics.map((d) => d.severity), analysis.diagnostics.map(() => 'warning'));
    assert.ok(analysis.diagnostics.length >= 5);
  });
});

describe('the recipe', () => {
  const { models } = analyze(readFileSync('samples/keras/mnist_convnet.py', 'utf8'));
  const recipe = models[0]?.recipe;

  it('says how the sample trains', () => {
    assert.ok(recipe);
    assert.equal(recipe.optimizer.className, 'RMSprop');
    assert.deepEqual(recipe.losses.map((l) => l.className), ['CategoricalCrossentropy']);
    assert.equal(recipe.epochs, 5);
    assert.equal(recipe.batchSize, 64);
    assert.deepEqual(recipe.unknowns, []);
  });

  it('says where the data comes from and what is done to it', () => {
    assert.deepEqual(recipe?.train?.x.source.kind === 'kerasDataset' && [recipe.train.x.source.name, recipe.train.x.source.split, recipe.train.x.source.part], ['mnist', 'train', 'x']);
    assert.deepEqual(recipe?.train?.x.steps.map(({ span: _span, ...change }) => change), [{ op: 'reshape', shape: [60000, 28, 28, 1] }, { op: 'cast', dtype: 'float32' }, { op: 'divide', by: 255 }]);
    assert.equal(recipe.train.y?.steps.at(-1)?.op, 'toCategorical');
    assert.equal(recipe.test?.x.source.kind === 'kerasDataset' && recipe.test.x.source.split, 'test');
  });

  it('reads generators, callbacks and schedules', () => {
    const text = `from tensorflow import keras
from tensorflow.keras.preprocessing.image import ImageDataGenerator
gen = ImageDataGenerator(rescale=1./255, rotation_range=40, horizontal_flip=True)
train = gen.flow_from_directory('data/train', target_size=(150, 150), batch_size=20, class_mode='binary')
model = keras.Sequential([keras.Input((150, 150, 3)), keras.layers.Flatten(), keras.layers.Dense(1)])
lr = keras.optimizers.schedules.ExponentialDecay(1e-2, decay_steps=1000, decay_rate=0.9)
model.compile(keras.optimizers.Adam(lr), loss=keras.losses.BinaryCrossentropy(from_logits=True), metrics=['acc'])
model.fit(train, steps_per_epoch=100, epochs=30, callbacks=[keras.callbacks.EarlyStopping(patience=2)])
model.save('m.keras')
`;
    const read = analyze(text).models[0]?.recipe;
    assert.deepEqual(read?.train?.x.source.kind === 'directory' && read.train.x.source.path, 'data/train');
    assert.deepEqual(read?.train?.x.steps.map((s) => s.op), ['resize', 'augment', 'multiply']);
    assert.equal(read.batchSize, 20);
    assert.equal(read.stepsPerEpoch, 100);
    assert.equal((read.optimizer.config.learningRate as { className?: string }).className, 'ExponentialDecay');
    assert.equal(read.losses[0]?.config.fromLogits, true);
    assert.equal(read.callbacks[0]?.config.patience, 2);
    assert.deepEqual(read.saves.map((s) => s.path), ['m.keras']);
  });

  it('says what stops training from starting', () => {
    const text = 'import keras, sys\nm = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])\nm.compile("adam", loss=lambda a, b: a)\nm.fit(sys.stdin, epochs=int(input()))\n';
    assert.ok(analyze(text).models[0]?.recipe?.unknowns.some((u) => u.blocks));
  });
});

describe('imports from the workspace', () => {
  const files: Readonly<Record<string, string>> = {
    'pkg/blocks.py': 'from keras import layers\nfrom . import sizes\n\ndef block(x, n=sizes.WIDTH):\n    return layers.Conv2D(n, 30)(x) if n > 100 else layers.Conv2D(n, 3)(x)\n',
    'pkg/sizes.py': 'from . import blocks\nWIDTH = 12\n',
  };
  const readModule = (name: string): { file: string; text: string } | undefined => {
    const file = `pkg/${name.replace(/^\.+|^pkg\.?/g, '') || '__init__'}.py`;
    const text = files[file];
    return text === undefined ? undefined : { file, text };
  };

  it('follows them, cycles included', () => {
    const { calls, diagnostics } = analyze('import keras\nfrom pkg.blocks import block\nx = keras.Input((8, 8, 1))\ny = block(x)\nz = keras.layers.Dense(2)(y)\n', { file: 'pkg/main.py', readModule });
    assert.deepEqual(calls.at(-1)?.outputs[0]?.shape, [null, 6, 6, 2]);
    assert.deepEqual(diagnostics, []);
  });

  it('places an error of the other file at the call here, with a link to it', () => {
    const { diagnostics } = analyze('import keras\nfrom pkg.blocks import block\nx = keras.Input((8, 8, 1))\ny = block(x, 101)\n', { file: 'pkg/main.py', readModule });
    assert.deepEqual([diagnostics.length, diagnostics[0]?.span], [1, { from: 73, to: 78 }]);
    assert.equal(diagnostics[0]?.related?.[0]?.span.file, 'pkg/blocks.py');
  });
});

describe('where a diagnostic stands', () => {
  it('underlines the argument and points at the call of the helper', () => {
    const text = 'from keras import layers, Input\n\ndef block(x, k):\n    return layers.Conv2D(8, k)(x)\n\nsmall = Input((4, 4, 1))\ny = block(small, 9)\n';
    const [found] = analyze(text).diagnostics;
    assert.equal(text.slice(found!.span.from, found!.span.to), 'k');
    assert.equal(new Lines(text).position(found!.related![0]!.span.from).line, 7);
  });

  it('says where the shapes came from that do not fit', () => {
    const text = 'from keras import layers, Input\ni = Input((8, 8, 3))\na = layers.Conv2D(4, 3)(i)\nb = layers.MaxPooling2D()(i)\nc = layers.Add()([a, b])\n';
    const [found] = analyze(text).diagnostics;
    assert.equal(found!.code, 'merge-shape-mismatch');
    assert.deepEqual(found!.related!.map((r) => [new Lines(text).position(r.span.from).line, r.message]), [[3, 'The shape (None, 6, 6, 4) comes from Conv2D "conv2d".'], [4, 'The shape (None, 4, 4, 3) comes from MaxPooling2D "max_pooling2d".']]);
  });
});
