import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'graph-disconnected',
  severity: 'error',
  summary: 'The outputs of a model depend on a tensor that does not come from its inputs.',
  why: 'What the model cannot compute from its inputs it cannot compute at all.',
  bad: `a, b = keras.Input((8,)), keras.Input((8,))
model = keras.Model(a, layers.Add()([a, b]))
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ graph-disconnected`,
  good: `a, b = keras.Input((8,)), keras.Input((8,))
model = keras.Model([a, b], layers.Add()([a, b]))`,
});
