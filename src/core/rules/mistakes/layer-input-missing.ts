import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'layer-input-missing',
  severity: 'error',
  summary: 'A layer is called without a tensor.',
  why: 'A call of a layer needs what it is to be applied to.',
  bad: `outputs = layers.Dense(4)()
#         ^^^^^^^^^^^^^^^^^ layer-input-missing`,
  good: 'outputs = layers.Dense(4)(keras.Input((8,)))',
});
