import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'index-mismatch',
  severity: 'error',
  summary: 'A tensor is indexed where it has nothing.',
  why: 'There are more indices than axes, or an index is beyond its axis.',
  bad: `x = keras.Input((4, 8))
y = x[:, 0, 0, 0]
#   ^^^^^^^^^^^^^ index-mismatch`,
  good: `x = keras.Input((4, 8))
y = x[:, 0, 0]`,
});
