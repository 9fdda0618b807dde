import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'python-error',
  severity: 'error',
  summary: 'An operation that Python cannot carry out with these values.',
  why: 'Python raises an error when it gets there.',
  bad: `widths = [8, 16]
model = keras.Sequential([keras.Input((8,)), layers.Dense(widths[2])])
#                                                         ^^^^^^^^^ python-error`,
  good: `widths = [8, 16]
model = keras.Sequential([keras.Input((8,)), layers.Dense(widths[1])])`,
});
