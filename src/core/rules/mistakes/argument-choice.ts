import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'argument-choice',
  severity: 'error',
  summary: 'An argument takes one of a few words, and this is none of them.',
  why: 'Paddings, activations, data formats, initializers and the like are named by fixed words.',
  bad: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, padding="smae")])
#                                                                        ^^^^^^^^^^^^^^ argument-choice`,
  good: 'model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, padding="same")])',
});
