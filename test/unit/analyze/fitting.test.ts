import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { analyze } from '../../../src/core/analyze.js';

const read = (name: string) => JSON.parse(gunzipSync(readFileSync(`test/golden/${name}.json.gz`)).toString('utf8')) as { readonly [code: string]: string | null };
const golden = { ...read('fitting'), ...read('fitting_subclassed'), ...read('fitting_several') };
/** The part of a program that tells it from the others. */
const title = (code: string): string => code.split('\n').slice(3).filter(Boolean).join('; ');
/** Errors, and warnings of names that Keras 2 took. */
const said = (code: string): string[] => analyze(code).diagnostics.filter((d) => d.severity === 'error' || d.code.startsWith('legacy')).map((d) => `${d.severity}: ${d.message}`);

describe('compile and fit, as real Keras takes them', () => {
  it('covers enough of both', () => {
    assert.ok(Object.values(golden).filter((error) => error === null).length > 100);
    assert.ok(Object.values(golden).filter((error) => error !== null).length > 100);
  });

  it('says nothing of what Keras trains', () => {
    const wrong = Object.entries(golden).filter(([code, error]) => error === null && said(code).length > 0);
    assert.deepEqual(wrong.map(([code]) => `${title(code)}\n    ${said(code).join('\n    ')}`), []);
  });

  it('says what Keras rejects', () => {
    const missed = Object.entries(golden).filter(([code, error]) => error !== null && said(code).length === 0).map(([code]) => title(code));
    assert.deepEqual(missed, []);
  });

  it('evaluate gives the loss, that of each of several outputs, and the metrics', () => {
    const text = (unpacked: string): string => `import numpy as np\nimport keras\ni = keras.Input((8,))\nm = keras.Model(i, [keras.layers.Dense(3)(i), keras.layers.Dense(2)(i)])\nm.compile("sgd", "mse", metrics=[["mae"], None])\n${unpacked} = m.evaluate(np.zeros((4, 8)), [np.zeros((4, 3)), np.zeros((4, 2))])\n`;
    assert.deepEqual(said(text('loss, first, second, mae')), []);
    assert.equal(said(text('loss, mae')).length, 1);
  });

  it('builds a subclassed model from the data, without a word on build()', () => {
    const text = 'import numpy as np\nimport keras\nclass Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.d = keras.layers.Dense(3)\n    def call(self, x):\n        return self.d(x)\nn = Net()\nn.compile("adam", "mse")\nn.fit(np.zeros((4, 3)), np.zeros((4, 3)))\n';
    const { models, diagnostics } = analyze(text);
    assert.equal(models[0]?.parameters.total, 12);
    assert.deepEqual(diagnostics.filter((d) => d.code === 'subclass-build'), []);
  });
});
