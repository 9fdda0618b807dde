import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'import-error',
  severity: 'error',
  summary: 'A module of Keras has nothing of this name to import.',
  why: 'Python raises an ImportError, and nothing of the file runs.',
  bad: `from keras.layers import Conv2DD
#                        ^^^^^^^ import-error`,
  good: 'from keras.layers import Conv2D',
});
