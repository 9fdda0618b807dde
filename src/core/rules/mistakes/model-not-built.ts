import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'model-not-built',
  severity: 'error',
  summary: 'A model is asked for what it has only once it is built.',
  why: 'Without an input shape a Sequential makes its weights at the first call.',
  bad: `model = keras.Sequential([layers.Dense(4), layers.Dense(1)])
total = model.count_params()
#       ^^^^^^^^^^^^^^^^^^^^ model-not-built`,
  good: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.Dense(1)])
total = model.count_params()`,
});
