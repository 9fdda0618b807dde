import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import { planTraining } from '../../src/engine/training/plan.js';

const program = (asks: string): string => `
import keras
from keras import backend as K
from keras import layers
class Doubled(layers.Layer):
    def call(self, x, training=None):
        if ${asks}:
            return x * 2.0
        return x
start = keras.Input((4,))
model = keras.Model(start, layers.Dense(2)(Doubled()(start)))
model.compile("sgd", "mse")
model.fit(x, y)
`;
const plan = (text: string): unknown => {
  const { graph, recipe } = analyze(text).models[0]!;
  return planTraining(graph, recipe!, [{ shape: [2], dtype: 'float32' }], text);
};

describe('learning_phase() in a call', () => {
  it('is not taken for 0: what a layer does in training is refused with its line, and what to ask instead', () => {
    assert.throws(() => plan(program('K.learning_phase()')), /\(line 7\).*learning_phase\(\) is 1 in training and 0 otherwise.*training in call/);
    assert.ok(plan(program('training')));
  });
});
