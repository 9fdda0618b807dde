import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'legacy-merge',
  severity: 'warning',
  summary: 'The function merge of Keras 1.',
  why: 'Keras 3 has a layer for each way of merging.',
  bad: `from keras.layers import merge

inputs = keras.Input((8,))
x = merge([inputs, inputs], mode="sum")
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ legacy-merge`,
  good: `inputs = keras.Input((8,))
x = layers.add([inputs, inputs])`,
});
