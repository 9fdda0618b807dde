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
  const warned = /decay=|ReduceLROnPlateau\(epsilon|InputLayer\(|optimizers\.legacy/;

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

  it('follows the way that Keras 3 takes where an old import is tried', () => {
    const text = 'try:\n    from keras.layers.merge import concatenate\n    from keras.preprocessing.text import Tokenizer\nexcept ImportError:\n    from keras.layers import concatenate\n    Tokenizer = None\n';
    assert.deepEqual(analyze(text).diagnostics, []);
  });

  it('understands what it warns of', () => {
    const { models } = analyze('from keras.layers import CuDNNLSTM, Input\nfrom keras.models import Model\nx = Input((5, 3))\nm = Model(x, CuDNNLSTM(4)(x))\n');
    assert.equal(models[0]?.parameters.total, 128);
  });
});
