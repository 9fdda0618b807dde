import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'second-input',
  severity: 'error',
  summary: 'A Sequential is given a second Input.',
  why: 'A Sequential has one input.',
  bad: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
model.add(keras.Input((4,)))
#         ^^^^^^^^^^^^^^^^^ second-input`,
  good: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
model.add(layers.Dense(2))`,
});
