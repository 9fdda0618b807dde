import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'reshape-mismatch',
  severity: 'error',
  summary: 'An operation reshapes a tensor to another number of elements.',
  why: 'The product of the new axes must be that of the old ones.',
  bad: `x = keras.ops.reshape(keras.Input((28, 28), batch_size=2), (2, 28, 27))
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ reshape-mismatch`,
  good: 'x = keras.ops.reshape(keras.Input((28, 28), batch_size=2), (2, 14, 56))',
});
