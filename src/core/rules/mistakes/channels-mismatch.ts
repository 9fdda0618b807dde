import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'channels-mismatch',
  severity: 'error',
  summary: 'A layer for colour images gets an image with another number of channels.',
  why: 'It works on red, green and blue.',
  bad: `model = keras.Sequential([keras.Input((8, 8, 1)), layers.RandomColorDegeneration(0.5)])
#                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ channels-mismatch`,
  good: 'model = keras.Sequential([keras.Input((8, 8, 3)), layers.RandomColorDegeneration(0.5)])',
});
