import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';

const scheduled = (returned: string) => analyze(`import keras
import numpy as np
import tensorflow as tf
from keras import ops
x, y = np.zeros((8, 4)), np.zeros((8, 1))
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.1), 'mse')
def schedule(epoch, lr):
    return ${returned}
model.fit(x, y, epochs=3, callbacks=[keras.callbacks.LearningRateScheduler(schedule)])
`);

describe('rates that a function gives by tensors', () => {
  // What Keras 3.15 on TensorFlow writes into its history.
  const expected = [0.09048374742269516, 0.0818730816245079, 0.07408183068037033];
  for (const returned of ['float(lr * tf.math.exp(-0.1))', 'lr * tf.math.exp(-0.1).numpy()', 'float(tf.exp(-0.1) * lr)']) {
    it(`${returned} is followed`, () => {
      const { models, diagnostics } = scheduled(returned);
      const { values } = models[0]!.recipe!.callbacks[0]!.config as { readonly values: readonly number[] };
      expected.forEach((rate, epoch) => assert.ok(Math.abs(values[epoch]! - rate) < 1e-8, `${values[epoch]} in epoch ${epoch}`));
      assert.deepEqual(diagnostics, []);
    });
  }

  for (const returned of ['lr * tf.math.exp(-0.1)', 'lr * ops.exp(-0.1)']) {
    it(`${returned} is a tensor, at which Keras raises`, () => {
      const { diagnostics } = scheduled(returned);
      assert.deepEqual(diagnostics.map(({ severity, message }) => [severity, message]), [['error', 'LearningRateScheduler takes a Python float from its function, but found a tensor. Write float(...) around what the function returns.']]);
    });
  }
});
