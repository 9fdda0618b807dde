import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { analyze } from '../../../src/core/analyze.js';
import { applyEdits, shapesIn } from '../../../src/core/features/fixes/edits.js';
import { offersAt } from '../../../src/core/features/fixes/offer.js';
import { cases } from './cases.js';
import { offered } from './texts.js';

/** What real Keras said to each mended text; see test/oracle/rules.py. */
const golden = JSON.parse(readFileSync('test/golden/fixes.json', 'utf8')) as { readonly [text: string]: string | null };

const errorsOf = (text: string) => analyze(text).diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`);
const changed = (before: string, after: string): string => after.split('\n').filter((line) => !before.split('\n').includes(line)).join('\n');

describe('quick fixes and refactorings', () => {
  for (const one of cases) {
    describe(one.name, () => {
      const { text, offers } = offered(one);

      it('offers exactly this', () => {
        assert.deepEqual(Object.fromEntries(offers.map(({ title, fixed }) => [title, changed(text, fixed)])), one.offers);
      });

      it('leaves nothing that is rejected: no error as analysed, none in real Keras', () => {
        for (const { title, fixed } of offers) {
          assert.deepEqual(errorsOf(fixed), [], title);
          assert.ok(fixed in golden, `${title}: test/golden/fixes.json lacks it; run test/oracle/rules.py`);
          assert.equal(golden[fixed], null, title);
        }
      });
    });
  }

  it('takes a separable convolution back to the very text that it came from', () => {
    const text = 'import keras\nfrom keras import layers\nmodel = keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(8, 3, kernel_initializer="he_normal", strides=2)])\n';
    const place = { from: text.indexOf('Conv2D'), to: text.indexOf('Conv2D') };
    const turn = (source: string) => {
      const offer = offersAt(source, analyze(source), place).find(({ title }) => title.startsWith('Convert to'));
      assert.ok(offer);
      return applyEdits(source, offer.edits);
    };
    assert.equal(turn(turn(text)), text);
  });

  it('does not offer what would not mend', () => {
    // A stride cannot make a map larger, and what is unpacked may hold the argument already.
    const larger = 'import keras\nfrom keras import layers\na = keras.Input((8, 8, 4))\nb = keras.Input((9, 7, 4))\nmodel = keras.Model([a, b], layers.Add()([a, b]))\n';
    const unpacked = 'import keras\nfrom keras import layers\noptions = {"padding": "valid"}\nmodel = keras.Sequential([keras.Input((2, 2, 1)), layers.Conv2D(4, 3, **options)])\n';
    for (const text of [larger, unpacked]) {
      const analysis = analyze(text);
      const error = analysis.diagnostics.find(({ severity }) => severity === 'error');
      assert.ok(error);
      assert.deepEqual(offersAt(text, analysis, error.span).map(({ title }) => title), [`Silence ${error.code} on this line`]);
    }
  });

  it('offers a mend that uncovers the next error of the same model', () => {
    const text = 'import keras\nfrom keras import layers\nmodel = keras.Sequential([\n    keras.Input((4, 4, 1)),\n    layers.Conv2D(4, 5),\n    layers.Conv2D(4, 9),\n])\n';
    const analysis = analyze(text);
    const [first] = analysis.diagnostics.filter(({ severity }) => severity === 'error');
    assert.ok(first);
    const [offer] = offersAt(text, analysis, first.span);
    assert.ok(offer);
    const [next] = analyze(applyEdits(text, offer.edits)).diagnostics.filter(({ severity }) => severity === 'error');
    assert.ok(next && next.span.from > first.span.to);
  });

  it('silences one line by a comment, beside what is silenced there, and where a comment may stand only', () => {
    const head = 'import keras\nfrom keras import layers\n';
    const text = (end: string) => `${head}model = keras.Sequential([\n    keras.Input((64,)),\n    layers.Dense(64),${end}\n    layers.Dense(10),\n])\n`;
    const silenced = (source: string) => {
      const analysis = analyze(source);
      const one = analysis.diagnostics.find(({ code }) => code === 'missing-activation');
      assert.ok(one);
      return offersAt(source, analysis, one.span).filter(({ title }) => title === 'Silence missing-activation on this line').map(({ edits }) => applyEdits(source, edits));
    };
    assert.deepEqual(silenced(text('  ')), [text('  # convlens: ignore[missing-activation]')]);
    assert.deepEqual(silenced(text('  # wide')), [text('  # wide  # convlens: ignore[missing-activation]')]);
    assert.deepEqual(silenced(text('  # convlens: ignore[unused-layer]')), [text('  # convlens: ignore[unused-layer, missing-activation]')]);
    assert.deepEqual(silenced(`${head}first = \\\n    layers.Dense(64) \\\n\nmodel = keras.Sequential([keras.Input((64,)), first, layers.Dense(10)])\n`), []);
    assert.deepEqual(silenced(`${head}model = keras.Sequential([keras.Input((64,)), layers.Dense(64, name="""a\n""".strip()), layers.Dense(10)])\n`), []);
  });

  it('offers to modernize the whole file where one line is legacy', () => {
    const source = 'from keras.models import Sequential\nfrom keras.layers import Dense\nmodel = Sequential([Dense(output_dim=3, init="normal", input_shape=(4,))])\n';
    const offers = offersAt(source, analyze(source), { from: source.indexOf('output_dim'), to: source.indexOf('output_dim') });
    assert.deepEqual(offers.filter(({ kind }) => kind === 'quickfix').map(({ title }) => title), ['Change output_dim to units', 'Modernize this file: 2 legacy spellings', 'Silence legacy-argument on this line']);
  });

  it('reads shapes as messages write them', () => {
    assert.deepEqual(shapesIn('got (None, 28, 28) and (None, ?, 3), not (a, b) or (3) in f(x)'), [[null, 28, 28], [null, null, 3], [3]]);
  });
});
