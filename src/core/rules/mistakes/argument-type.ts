import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'argument-type',
  severity: 'error',
  summary: 'An argument of a layer, optimizer or loss is of a type or a value that Keras does not take.',
  why: 'Keras checks arguments when the object is made; the message says what it expects.',
  bad: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32.5, 3)])
#                                                                 ^^^^ argument-type`,
  good: 'model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3)])',
});
