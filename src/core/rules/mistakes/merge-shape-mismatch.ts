import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'merge-shape-mismatch',
  severity: 'error',
  summary: 'Tensors that are merged have shapes that do not fit one another.',
  why: 'Add, Multiply and the like need equal shapes, or axes of length 1; Concatenate needs all axes but one to be equal.',
  bad: `inputs = keras.Input((16, 16, 3))
a = layers.Conv2D(8, 3)(inputs)
b = layers.Conv2D(8, 3, padding="same")(inputs)
merged = layers.Add()([a, b])
#        ^^^^^^^^^^^^ merge-shape-mismatch`,
  good: `inputs = keras.Input((16, 16, 3))
a = layers.Conv2D(8, 3, padding="same")(inputs)
b = layers.Conv2D(8, 3, padding="same")(inputs)
merged = layers.Add()([a, b])`,
});
