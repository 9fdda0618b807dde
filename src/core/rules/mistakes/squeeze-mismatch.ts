import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'squeeze-mismatch',
  severity: 'error',
  summary: 'An axis is squeezed that is longer than 1.',
  why: 'Only axes of length 1 can be dropped.',
  bad: `x = keras.ops.squeeze(keras.Input((4, 8)), axis=1)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ squeeze-mismatch`,
  good: 'x = keras.ops.squeeze(keras.Input((1, 8)), axis=1)',
});
