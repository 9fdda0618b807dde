import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'pretrained-input-shape',
  severity: 'error',
  summary: 'Published weights with their head are asked for images of another size.',
  why: 'The head was trained for one size.',
  bad: `model = keras.applications.VGG16(input_shape=(150, 150, 3))
#                                ^^^^^^^^^^^^^^^^^^^^^^^^^ pretrained-input-shape`,
  good: 'model = keras.applications.VGG16(weights=None, input_shape=(150, 150, 3))',
});
