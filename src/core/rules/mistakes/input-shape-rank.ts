import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'input-shape-rank',
  severity: 'error',
  summary: 'The input shape of an architecture is not that of one image.',
  why: 'It is height, width and channels, without the batch.',
  bad: `model = keras.applications.ResNet50(weights=None, include_top=False, input_shape=(None, 224, 224, 3))
#                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ input-shape-rank`,
  good: 'model = keras.applications.ResNet50(weights=None, include_top=False, input_shape=(224, 224, 3))',
});
