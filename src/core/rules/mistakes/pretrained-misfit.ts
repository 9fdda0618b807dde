import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'pretrained-misfit',
  severity: 'error',
  summary: 'Published weights are asked for in a model of other shapes.',
  why: 'They were trained on images of 3 channels, and with the head in one size. Keras loads only weights of exactly the model\'s shapes.',
  bad: `images = keras.Input((64, 64, 4))
base = keras.applications.ResNet50(include_top=False, input_tensor=images)
#                                                     ^^^^^^^^^^^^^^^^^^^ pretrained-misfit`,
  good: `images = keras.Input((64, 64, 4))
base = keras.applications.ResNet50(include_top=False, input_tensor=images, weights=None)`,
});
