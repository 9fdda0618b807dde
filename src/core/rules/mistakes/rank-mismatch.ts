import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'rank-mismatch',
  severity: 'error',
  summary: 'A layer gets a tensor with more or fewer axes than it works on.',
  why: 'Keras layers state how many axes their input has, the batch included: 2D convolutions four, recurrent layers three.',
  bad: `model = keras.Sequential([keras.Input((784,)), layers.Conv2D(32, 3)])
#                                              ^^^^^^^^^^^^^^^^^^^^ rank-mismatch`,
  good: 'model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3)])',
});
