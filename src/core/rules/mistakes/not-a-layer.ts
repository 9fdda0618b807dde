import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'not-a-layer',
  severity: 'error',
  summary: 'A Sequential is given something that is no layer.',
  why: 'Sequential.add takes layers and models only.',
  bad: `model = keras.Sequential([keras.Input((8,)), layers.Dense])
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not-a-layer`,
  good: 'model = keras.Sequential([keras.Input((8,)), layers.Dense(4)])',
});
