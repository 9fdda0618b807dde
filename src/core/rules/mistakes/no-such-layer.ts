import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'no-such-layer',
  severity: 'error',
  summary: 'A model is asked for a layer that it does not have.',
  why: 'get_layer looks a layer up by its name or its index.',
  bad: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4, name="first"), layers.Dense(1)])
layer = model.get_layer("frist")
#       ^^^^^^^^^^^^^^^^^^^^^^^^ no-such-layer`,
  good: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4, name="first"), layers.Dense(1)])
layer = model.get_layer("first")`,
});
