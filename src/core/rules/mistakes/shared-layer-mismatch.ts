import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'shared-layer-mismatch',
  severity: 'error',
  summary: 'A layer that is used twice gets an input that does not fit its weights.',
  why: 'Weights are made at the first call and fit nothing else.',
  bad: `dense = layers.Dense(4)
a = dense(keras.Input((8,)))
b = dense(keras.Input((9,)))
#   ^^^^^^^^^^^^^^^^^^^^^^^^ shared-layer-mismatch`,
  good: `dense = layers.Dense(4)
a = dense(keras.Input((8,)))
b = dense(keras.Input((8,)))`,
});
