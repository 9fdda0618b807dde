import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'pretrained-width',
  severity: 'error',
  summary: 'Published weights are asked for a width for which there are none.',
  why: 'Weights of a MobileNet were published for a few values of alpha.',
  bad: `model = keras.applications.MobileNetV2(alpha=0.6)
#                                      ^^^^^^^^^ pretrained-width`,
  good: 'model = keras.applications.MobileNetV2(alpha=0.6, weights=None)',
});
