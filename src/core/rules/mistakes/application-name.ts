import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'application-name',
  severity: 'error',
  summary: 'An EfficientNetV2 is given a name of its own.',
  why: 'Keras looks its stages up by that name.',
  bad: `model = keras.applications.EfficientNetV2B0(weights=None, name="mine")
#                                                         ^^^^^^^^^^^ application-name`,
  good: 'model = keras.applications.EfficientNetV2B0(weights=None)',
});
