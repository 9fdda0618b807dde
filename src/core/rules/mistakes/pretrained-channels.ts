import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'pretrained-channels',
  severity: 'error',
  summary: 'Published weights are asked for images with other than 3 channels.',
  why: 'They were trained on colour images.',
  bad: `model = keras.applications.VGG16(include_top=False, input_shape=(150, 150, 1))
#                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^ pretrained-channels`,
  good: 'model = keras.applications.VGG16(weights=None, include_top=False, input_shape=(150, 150, 1))',
});
