import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'tensor-in-constructor',
  severity: 'error',
  summary: 'A layer\'s constructor is given the tensor that the layer is to be applied to.',
  why: 'A layer is made first and called with its input after that: layers.Flatten()(x).',
  bad: `inputs = keras.Input((8, 8))
outputs = layers.Flatten(inputs)
#         ^^^^^^^^^^^^^^^^^^^^^^ tensor-in-constructor`,
  good: `inputs = keras.Input((8, 8))
outputs = layers.Flatten()(inputs)`,
});
