import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'einsum-mismatch',
  severity: 'error',
  summary: 'The equation of an einsum does not fit the shapes.',
  why: 'Each tensor must have as many axes as letters, and axes of one letter that is left in the result the same length.',
  bad: `a, b = keras.Input((4, 8)), keras.Input((8, 4))
product = keras.ops.einsum("bijl,bjk->bik", a, b)
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ einsum-mismatch`,
  good: `a, b = keras.Input((4, 8)), keras.Input((8, 4))
product = keras.ops.einsum("bij,bjk->bik", a, b)`,
});
