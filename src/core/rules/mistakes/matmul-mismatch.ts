import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'matmul-mismatch',
  severity: 'error',
  summary: 'Matrices are multiplied whose inner axes differ.',
  why: 'The last axis of the first must be as long as the last but one of the second.',
  bad: `a, b = keras.Input((4, 8)), keras.Input((6, 4))
product = keras.ops.matmul(a, b)
#         ^^^^^^^^^^^^^^^^^^^^^^ matmul-mismatch`,
  good: `a, b = keras.Input((4, 8)), keras.Input((8, 4))
product = keras.ops.matmul(a, b)`,
});
