import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'undefined-channels',
  severity: 'error',
  summary: 'The axis along which weights are made has no fixed length.',
  why: 'The number of weights depends on it, so that it must be known when the model is built.',
  bad: `model = keras.Sequential([keras.Input((None, None, None)), layers.Conv2D(8, 3)])
#                                                          ^^^^^^^^^^^^^^^^^^^ undefined-channels`,
  good: 'model = keras.Sequential([keras.Input((None, None, 3)), layers.Conv2D(8, 3)])',
});
