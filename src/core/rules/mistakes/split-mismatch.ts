import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'split-mismatch',
  severity: 'error',
  summary: 'A tensor is split into parts that do not divide its axis.',
  why: 'All parts have the same length.',
  bad: `parts = keras.ops.split(keras.Input((4, 9)), 2, axis=-1)
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ split-mismatch`,
  good: 'parts = keras.ops.split(keras.Input((4, 8)), 2, axis=-1)',
});
