import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import { checkLayers } from '../../src/engine/training/plan.js';

const source = (use: string): string => `import keras
from keras import layers

class Shifted(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(10)
        self.shift = self.add_weight(shape=(10,), initializer='zeros', name='shift')
    def call(self, x):
        return self.dense(x) + self.shift

${use}
`;

/** What a training would be told of the last model. */
function refusal(use: string): string {
  const text = source(use);
  try {
    checkLayers(analyze(text).models.at(-1)!.graph, text);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('variables that a model adds itself', () => {
  it('are named before a training, which could not compute with them', () => {
    assert.equal(refusal('m = Shifted()\nm(keras.Input((4,)))'), 'The model "shifted" (line 12) has variables of its own (shift), which cannot be run here yet. Give them to a layer of their own, or train this model with Keras.');
  });

  it('are named where the model is part of another', () => {
    assert.match(refusal('m = keras.Sequential([keras.Input((4,)), Shifted()])'), /^The model "shifted" computes with variables of its own \(line 10\), which cannot be run here yet\./);
  });
});
