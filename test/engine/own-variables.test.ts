import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import { checkLayers } from '../../src/engine/training/plan.js';

/** What a training would be told of the last model of a file whose layer computes so. */
function refusal(call: string, more = ''): string {
  const text = `import keras
import numpy as np
import tensorflow as tf
from keras import layers

class Own(layers.Layer):
    def __init__(self):
        super().__init__()
        self.w = self.add_weight(shape=(4,), initializer='zeros', name='w')
        self.table = np.load('table.npy')
    def call(self, x, training=None):
        ${call}

${more}m = keras.Sequential([keras.Input((4,)), Own()])
`;
  try {
    checkLayers(analyze(text).models.at(-1)!.graph, text);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('what a call method does that is not followed is refused with its line', () => {
  it('but for what is', () => assert.equal(refusal('return x * self.w'), ''));

  for (const [what, call, message] of [
    ['a variable that it changes', 'self.w.assign(self.w + 1.0)\n        return x * self.w', /^The operation "assign" \(line 12\)/],
    ['random numbers', 'return x * keras.random.dropout(x, 0.5)', /^The operation "keras.random.dropout" \(line 12\)/],
    ['a function of TensorFlow of which only the shape is known', 'return tf.math.xlogy(x, x)', /^The operation "tf.math.xlogy" \(line 12\)/],
    ['a condition on numbers', 'return tf.cond(tf.reduce_sum(x) > 0, lambda: x, lambda: x * 2)', /^The operation "cond" \(line 12\)/],
    ['an array of a file', 'return x * self.table', /^The operation "multiply" \(line 12\) cannot be run here: the value of its argument `x2` could not be determined/],
    ['an operation without a forward pass', 'return tf.sort(x)', /^The operation "sort" \(line 12\)/],
  ] as const) {
    it(what, () => assert.match(refusal(call), message));
  }

  it('a layer with weights that is no attribute', () => {
    assert.match(refusal('return head(x)', 'head = layers.Dense(2)\n'), /^The layer "dense" \(Dense\) \(line 14\) has weights and is applied in the call of "own", which does not hold it as an attribute/);
  });

  it('another layer\'s variable', () => {
    assert.match(refusal('return x * other.w', 'class Other(layers.Layer):\n    def __init__(self):\n        super().__init__()\n        self.w = self.add_weight(shape=(4,), name="w")\n    def call(self, x):\n        return x\nother = Other()\n'), /^"own" computes with the variable "w" \(line 17\), which belongs to another layer\./);
  });
});
