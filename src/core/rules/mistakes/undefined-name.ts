import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'undefined-name',
  severity: 'error',
  summary: 'A name is used that nothing has defined.',
  why: 'Python raises a NameError when it gets there.',
  bad: `model = keras.Sequential([keras.Input((8,)), Dense(4)])
#                                            ^^^^^ undefined-name`,
  good: 'model = keras.Sequential([keras.Input((8,)), layers.Dense(4)])',
});
