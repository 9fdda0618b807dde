import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'argument-count',
  severity: 'error',
  summary: 'More arguments are given by position than the layer takes.',
  why: 'Python refuses the call.',
  bad: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten("channels_last", 1)])
#                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ argument-count`,
  good: 'model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten("channels_last")])',
});
