import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'outputs-not-tensors',
  severity: 'error',
  summary: 'A model\'s inputs or outputs are no tensors of Keras.',
  why: 'The functional API follows tensors that begin at keras.Input.',
  bad: `inputs = keras.Input((8,))
model = keras.Model(inputs, layers.Dense(4))
#                           ^^^^^^^^^^^^^^^ outputs-not-tensors`,
  good: `inputs = keras.Input((8,))
model = keras.Model(inputs, layers.Dense(4)(inputs))`,
});
