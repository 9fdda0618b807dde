import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'input-mismatch',
  severity: 'error',
  summary: 'A model is called with a tensor of another shape than its input\'s.',
  why: 'Its layers were built for the shape of its input.',
  bad: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
outputs = model(keras.Input((9,)))
#         ^^^^^^^^^^^^^^^^^^^^^^^^ input-mismatch`,
  good: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
outputs = model(keras.Input((8,)))`,
});
