import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'argument-missing',
  severity: 'error',
  summary: 'An argument without a default is not given.',
  why: 'Python refuses the call.',
  bad: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32)])
#                                                   ^^^^^^^^^^^^^^^^^ argument-missing`,
  good: 'model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3)])',
});
