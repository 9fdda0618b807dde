import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'not-callable',
  severity: 'error',
  summary: 'A base class of layers is called itself.',
  why: 'Layer and Wrapper only hold what layers have in common. What is computed stands in the call of a class derived from them. (In Keras 2, Layer passed its input on, as Identity does today.)',
  bad: `inputs = keras.Input((8,))
outputs = layers.Layer()(inputs)
#         ^^^^^^^^^^^^^^ not-callable`,
  good: `inputs = keras.Input((8,))
outputs = layers.Identity()(inputs)`,
});
