import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'input-too-small',
  severity: 'error',
  summary: 'Images are smaller than the architecture takes.',
  why: 'It halves them several times, and nothing would be left.',
  bad: `model = keras.applications.ResNet50(weights=None, include_top=False, input_shape=(16, 16, 3))
#                                                                    ^^^^^^^^^^^^^^^^^^^^^^^ input-too-small`,
  good: 'model = keras.applications.ResNet50(weights=None, include_top=False, input_shape=(32, 32, 3))',
});
