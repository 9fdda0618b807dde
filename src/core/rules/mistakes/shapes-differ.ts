import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'shapes-differ',
  severity: 'error',
  summary: 'Tensors are combined element by element and their shapes do not fit one another.',
  why: 'Axes must be equal, or one of them 1.',
  bad: `inputs = keras.Input((8,))
total = layers.Dense(4)(inputs) + layers.Dense(5)(inputs)
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ shapes-differ`,
  good: `inputs = keras.Input((8,))
total = layers.Dense(4)(inputs) + layers.Dense(4)(inputs)`,
});
