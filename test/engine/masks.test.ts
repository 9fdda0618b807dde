import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import { checkLayers } from '../../src/engine/training/plan.js';

const head = 'import keras\nfrom keras import layers\nx, mask = keras.Input((5, 4)), keras.Input((5,), dtype="bool")\n';
const said = (text: string): string | null => {
  const source = head + text;
  try {
    checkLayers(analyze(source).models[0]!.graph, source);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('masks, which are not followed here', () => {
  for (const [text, expected] of [
    ['m = keras.Sequential([keras.Input((5,)), layers.Embedding(9, 4, mask_zero=True, name="words"), layers.LSTM(3)])', /^The layer "words" \(Embedding\) \(line 4\) hides the steps that are 0/],
    ['m = keras.Sequential([keras.Input((5, 2)), layers.Masking(name="hide"), layers.LSTM(3)])', /^The layer "hide" \(Masking\) \(line 4\) cannot be run/],
    ['m = keras.Model([x, mask], layers.GRU(3, name="steps")(x, mask=mask))', /^The layer "steps" \(GRU\) is called with a mask \(line 4\)/],
    ['m = keras.Model([x, mask], layers.LSTM(3, name="steps")(x, None, mask))', /^The layer "steps" \(LSTM\) is called with a mask \(line 4\)/],
    ['m = keras.Model([x, mask], layers.Attention(name="look")([x, x], mask=[mask, mask]))', /^The layer "look" \(Attention\) is called with a mask \(line 4\)/],
    ['m = keras.Model([x, mask], layers.MultiHeadAttention(2, 3, name="heads")(x, x, key_mask=mask))', /^The layer "heads" \(MultiHeadAttention\) is called with a mask \(line 4\)/],
  ] as const) {
    it(`said before the start: ${text}`, () => assert.match(said(text) ?? 'nothing', expected));
  }

  for (const text of [
    'm = keras.Sequential([keras.Input((5,)), layers.Embedding(9, 4), layers.LSTM(3)])',
    'h = keras.Input((3,))\nm = keras.Model([x, h], layers.GRU(3)(x, initial_state=h))',
    'm = keras.Model(x, layers.MultiHeadAttention(2, 3)(x, value=x, key=x, use_causal_mask=True))',
  ]) {
    it(`nothing is said: ${text}`, () => assert.equal(said(text), null));
  }
});
