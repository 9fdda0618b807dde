import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'argument-duplicate',
  severity: 'error',
  summary: 'An argument is given by position and by name.',
  why: 'Python refuses the call.',
  bad: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, kernel_size=3)])
#                                                                        ^^^^^^^^^^^^^ argument-duplicate`,
  good: 'model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3)])',
});
