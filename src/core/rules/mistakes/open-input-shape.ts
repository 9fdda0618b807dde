import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'open-input-shape',
  severity: 'error',
  summary: 'An architecture with its head is given an image size that is not fixed.',
  why: 'The head needs one length.',
  bad: `model = keras.applications.VGG16(weights=None, input_shape=(None, None, 3))
#                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-input-shape`,
  good: 'model = keras.applications.VGG16(weights=None, include_top=False, input_shape=(None, None, 3))',
});
