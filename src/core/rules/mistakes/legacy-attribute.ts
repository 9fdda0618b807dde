import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'legacy-attribute',
  severity: 'warning',
  summary: 'An attribute of an older Keras that Keras 3 does not have.',
  why: 'The message says what takes its place.',
  bad: `x = keras.Input((8,))
shape = x._keras_shape
#       ^^^^^^^^^^^^^^ legacy-attribute`,
  good: `x = keras.Input((8,))
shape = x.shape`,
});
