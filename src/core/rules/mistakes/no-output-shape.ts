import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'no-output-shape',
  severity: 'error',
  summary: 'TimeDistributed holds a layer of one\'s own that does not say its output shape.',
  why: 'TimeDistributed asks the layer inside for the shape that it gives instead of following its call.',
  bad: `class Double(layers.Layer):
    def call(self, x):
        return 2 * x

outputs = layers.TimeDistributed(Double())(keras.Input((5, 8)))
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-output-shape`,
  good: `class Double(layers.Layer):
    def call(self, x):
        return 2 * x

    def compute_output_shape(self, input_shape):
        return input_shape

outputs = layers.TimeDistributed(Double())(keras.Input((5, 8)))`,
});
