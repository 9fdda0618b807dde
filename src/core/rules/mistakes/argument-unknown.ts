import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'argument-unknown',
  severity: 'error',
  summary: 'The layer has no argument of this name.',
  why: 'Keras passes what a layer does not know on to its base class, which refuses it. Mostly it is misspelt or belongs to another layer.',
  bad: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, actvation="relu")])
#                                                                        ^^^^^^^^^^^^^^^^ argument-unknown`,
  good: 'model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu")])',
});
