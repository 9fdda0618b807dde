import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'unknown-attribute',
  severity: 'error',
  summary: 'A module or an object has no attribute of this name.',
  why: 'Python raises an AttributeError when it gets there.',
  bad: `initializer = keras.initializers.HeNormall()
#                                ^^^^^^^^^ unknown-attribute`,
  good: 'initializer = keras.initializers.HeNormal()',
});
