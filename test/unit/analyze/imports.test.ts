import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { analyze } from '../../../src/core/analyze.js';

const golden = JSON.parse(readFileSync('test/golden/imports.json', 'utf8')) as { readonly [code: string]: string | null };

/** The text after a fix. */
function mended(text: string, index = 0): string {
  const fix = analyze(text).diagnostics[index]?.fixes?.[0];
  assert.ok(fix, `no fix for ${text}`);
  return [...fix.edits].sort((a, b) => b.span.from - a.span.from).reduce((made, { span, text: inserted }) => made.slice(0, span.from) + inserted + made.slice(span.to), text);
}

describe('imports, as real Keras takes them', () => {
  // Keras warns of these and goes on, or raises only where the class is used.
  const warned = /decay=|LeakyReLU\(alpha|ReduceLROnPlateau\(epsilon|InputLayer\(|optimizers\.legacy/;

  for (const [code, error] of Object.entries(golden)) {
    it(`${error === null ? 'takes' : 'rejects'} ${code.replaceAll('\n', '; ')}`, () => {
      const { diagnostics } = analyze(`${code}\n`);
      if (error !== null) assert.ok(diagnostics.length > 0, 'nothing is said of what Keras rejects');
      else if (warned.test(code)) assert.ok(diagnostics.every((d) => d.severity === 'warning'));
      else assert.deepEqual(diagnostics, []);
    });
  }

  const fixes: Readonly<Record<string, string>> = {
    'from keras.preprocessing.image import ImageDataGenerator': 'from tensorflow.keras.preprocessing.image import ImageDataGenerator',
    'from keras.utils import np_utils': 'from keras import utils as np_utils',
    'from keras.utils import np_utils as u': 'from keras import utils as u',
    'from tensorflow.keras.layers.experimental import preprocessing': 'from tensorflow.keras import layers as preprocessing',
    'from keras.layers.experimental.preprocessing import Rescaling': 'from keras.layers import Rescaling',
    'from keras.layers.convolutional import Conv2D, MaxPooling2D': 'from keras.layers import Conv2D, MaxPooling2D',
    'from keras.regularizers import l1l2': 'from keras.regularizers import l1_l2 as l1l2',
    'from keras.layers import CuDNNLSTM': 'from keras.layers import LSTM as CuDNNLSTM',
    'from keras.objectives import hinge': 'from keras.losses import hinge',
    'from keras.layers import Conv2d': 'from keras.layers import Conv2D as Conv2d',
  };
  for (const [old, modern] of Object.entries(fixes)) {
    it(`${old} is mended`, () => {
      assert.equal(mended(old), modern);
      assert.deepEqual(analyze(modern).diagnostics, []);
    });
  }

  const calls: Readonly<Record<string, string>> = {
    'Conv2D(4, 3, 3, border_mode="same")': 'Conv2D(4, (3, 3), padding="same")',
    'Conv2D(nb_filter=4, nb_row=3, nb_col=5)': 'Conv2D(filters=4, kernel_size=(3, 5))',
    'Conv2D(4, 3, dim_ordering="th")': 'Conv2D(4, 3, data_format="channels_first")',
    'BatchNormalization(mode=0, axis=3)': 'BatchNormalization(axis=3)',
    'LSTM(4, consume_less="gpu")': 'LSTM(4)',
    'Dense(output_dim=4, init="uniform", activation="relu")': 'Dense(units=4, kernel_initializer="uniform", activation="relu")',
    'Conv2D(4, 3, padding="sme")': 'Conv2D(4, 3, padding="same")',
  };
  for (const [old, modern] of Object.entries(calls)) {
    it(`${old} is mended`, () => {
      let text = `from keras.layers import *\n${old}`;
      for (let left = 5; left > 0 && analyze(text).diagnostics.length > 0; left--) text = mended(text);
      assert.equal(text, `from keras.layers import *\n${modern}`);
    });
  }

  const training: Readonly<Record<string, string>> = {
    'm.fit_generator(g, 10, 3)': 'm.fit(g, 10, 3)',
    'm.fit(g, nb_epoch=3, show_accuracy=True)': 'm.fit(g, epochs=3)',
    'm.save_weights("w.h5")': 'm.save_weights("w.weights.h5")',
    'm.save(filepath="folder")': 'm.save(filepath="folder.keras")',
    'm.predict_classes(g)': 'm.predict(g).argmax(axis=-1)',
    'm.compile("sgd", "mse", sample_weight_mode="temporal")': 'm.compile("sgd", "mse")',
  };
  for (const [old, modern] of Object.entries(training)) {
    it(`${old} is mended`, () => {
      const head = 'import keras\nm = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])\nm.compile("sgd", "mse")\ng = open("x")\n';
      const before = analyze(head + old);
      assert.ok(before.diagnostics.length > 0 && before.diagnostics.every((d) => d.severity === 'warning'));
      let text = head + old;
      for (let left = before.diagnostics.length; left > 0; left--) text = mended(text);
      assert.equal(text, head + modern);
    });
  }

  it('reads the arguments of methods for generators in their own order', () => {
    const { recipe } = analyze('import keras\nm = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])\nm.compile("sgd", "mse")\nm.fit_generator(open("x"), 20, 7)\n').models[0]!;
    assert.deepEqual([recipe!.stepsPerEpoch, recipe!.epochs], [20, 7]);
  });

  describe('reads a kernel given side by side', () => {
    const kernelOf = (text: string): unknown => analyze(text).calls.find(({ type }) => /^Conv[23]D$/.test(type))?.config.kernelSize;
    const cut = 'x = keras.Input((20, 20, 20, 1))\ny = keras.Input((20, 20, 1))\n';

    it('as Keras 1 did, in a file that Keras 3 stops at anyway', () => {
      for (const sign of ['from keras.layers.convolutional import Conv2D as C', 'from keras.layers.core import Dense', 'from keras.layers import merge', 'keras.layers.Dense(output_dim=3)', 'keras.layers.Conv2D(3, 3, border_mode="same")']) {
        const text = `import keras\n${sign}\n${cut}keras.layers.Conv2D(64, 3, 5, activation="relu")(y)\n`;
        const { calls, diagnostics } = analyze(text);
        assert.deepEqual([calls.at(-1)?.config.kernelSize, calls.at(-1)?.outputs[0]?.shape], [[3, 5], [null, 18, 16, 64]], sign);
        const said = diagnostics.findIndex(({ message }) => message.includes('one by one'));
        assert.ok(said >= 0, sign);
        assert.match(mended(text, said), /Conv2D\(64, \(3, 5\), activation="relu"\)/);
      }
      assert.deepEqual(kernelOf(`import keras\nfrom keras.layers.core import Dense\n${cut}keras.layers.Conv3D(8, 3, 3, 2)(x)\n`), [3, 3, 2]);
    });

    it('as Keras 3 does everywhere else', () => {
      for (const other of ['', 'from keras.layers import Convolution2D', 'm = keras.optimizers.SGD(lr=0.1)', 'keras.layers.Conv2D(3, 3, strides=2)']) {
        const { calls, diagnostics } = analyze(`import keras\n${other}\n${cut}keras.layers.Conv2D(64, 3, 5, activation="relu")(y)\n`);
        assert.deepEqual([calls.at(-1)?.config.kernelSize, calls.at(-1)?.outputs[0]?.shape], [[3, 3], [null, 4, 4, 64]], other);
        assert.ok(!diagnostics.some(({ message }) => message.includes('one by one')), other);
      }
    });
  });

  it('counts batches where Keras 1 counted examples, by the size of the batches that are given', () => {
    const head = 'import keras\nfrom tensorflow.keras.preprocessing.image import ImageDataGenerator\nm = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])\nm.compile("sgd", "mse")\nmany = 320\na = ImageDataGenerator().flow_from_directory("a", target_size=(8, 8), batch_size=16)\nb = ImageDataGenerator().flow_from_directory("b", target_size=(8, 8), batch_size=8)\n';
    let text = `${head}m.fit_generator(a, samples_per_epoch=many, nb_epoch=2, validation_data=b, nb_val_samples=80)\n`;
    while (analyze(text).diagnostics.some(({ fixes }) => fixes)) text = mended(text, analyze(text).diagnostics.findIndex(({ fixes }) => fixes));
    assert.equal(text, `${head}m.fit(a, steps_per_epoch=(many) // 16, epochs=2, validation_data=b, validation_steps=80 // 8)\n`);
    const recipe = analyze(text).models[0]?.recipe;
    assert.deepEqual([recipe?.stepsPerEpoch, recipe?.validationSteps, recipe?.epochs], [20, 10, 2]);
  });

  it('takes decay of an optimizer away, which Keras 3 ignores', () => {
    const text = 'import keras\nm = keras.optimizers.SGD(0.1, decay=1e-6, momentum=0.9)\n';
    assert.equal(mended(text), 'import keras\nm = keras.optimizers.SGD(0.1, momentum=0.9)\n');
  });

  it('takes merge of Keras 1 for what it does today', () => {
    const { models, diagnostics } = analyze('from keras.layers import Input, merge\nfrom keras.models import Model\nx = Input((5, 3))\nm = Model(x, merge([x, x], mode="concat", concat_axis=1))\n');
    assert.deepEqual(models[0]?.outputShape, [null, 10, 3]);
    assert.deepEqual(diagnostics.map((d) => d.code), ['legacy-name', 'legacy-merge']);
  });

  it('follows the way that Keras 3 takes where an old import is tried', () => {
    const text = 'try:\n    from keras.layers.merge import concatenate\n    from keras.preprocessing.text import Tokenizer\nexcept ImportError:\n    from keras.layers import concatenate\n    Tokenizer = None\n';
    assert.deepEqual(analyze(text).diagnostics, []);
  });

  it('understands what it warns of', () => {
    const { models } = analyze('from keras.layers import CuDNNLSTM, Input\nfrom keras.models import Model\nx = Input((5, 3))\nm = Model(x, CuDNNLSTM(4)(x))\n');
    assert.equal(models[0]?.parameters.total, 128);
  });
});
