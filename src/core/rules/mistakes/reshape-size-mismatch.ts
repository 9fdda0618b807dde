import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'reshape-size-mismatch',
  severity: 'error',
  summary: 'A tensor is reshaped to another number of elements.',
  why: 'The product of the new axes must be that of the old ones.',
  bad: `model = keras.Sequential([keras.Input((28, 28)), layers.Reshape((28, 27))])
#                                                               ^^^^^^^^ reshape-size-mismatch`,
  good: 'model = keras.Sequential([keras.Input((28, 28)), layers.Reshape((14, 56))])',
});
