import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'none-length',
  severity: 'error',
  summary: 'None as a length of a shape, in the call of a layer.',
  why: 'While a model is built, the length of the batch is None, and no operation makes a tensor of such a length.',
  bad: `class Part(layers.Layer):
    def call(self, x):
        return keras.ops.reshape(x, (x.shape[0], 8))
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ none-length
y = Part()(keras.Input((4, 2)))`,
  good: `class Part(layers.Layer):
    def call(self, x):
        return keras.ops.reshape(x, (-1, 8))
y = Part()(keras.Input((4, 2)))`,
});
