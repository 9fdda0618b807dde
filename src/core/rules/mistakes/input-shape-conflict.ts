import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'input-shape-conflict',
  severity: 'error',
  summary: 'input_shape says something else than input_tensor.',
  why: 'Some architectures compare the two and take nothing but equal ones.',
  bad: `images = keras.Input((96, 96, 3))
base = keras.applications.MobileNetV2(include_top=False, weights=None, input_tensor=images, input_shape=(64, 64, 3))
#                                                                                           ^^^^^^^^^^^^^^^^^^^^^^^ input-shape-conflict`,
  good: `images = keras.Input((96, 96, 3))
base = keras.applications.MobileNetV2(include_top=False, weights=None, input_tensor=images)`,
});
