import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'index-type',
  severity: 'error',
  summary: 'A tensor of a model is indexed by something that Keras does not take.',
  why: 'A tensor of a model takes whole numbers, slices, None and ... as an index. Other entries are taken by keras.ops.take.',
  bad: `inputs = keras.Input((8, 4))
first = inputs[:, [0, 2]]
#       ^^^^^^^^^^^^^^^^^ index-type`,
  good: `inputs = keras.Input((8, 4))
first = keras.ops.take(inputs, [0, 2], axis=1)`,
});
