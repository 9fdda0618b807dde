import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'legacy-import',
  severity: 'warning',
  summary: 'A module of an older Keras that Keras 3 does not have.',
  why: 'Python raises an ImportError, and nothing of the file runs.',
  bad: `from keras.layers.core import Dense
#    ^^^^^^^^^^^^^^^^^ legacy-import`,
  good: 'from keras.layers import Dense',
});
