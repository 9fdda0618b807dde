import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'pretrained-classes',
  severity: 'error',
  summary: 'Pretrained weights with their head are asked for another number of classes.',
  why: 'The head of ImageNet\'s weights has 1,000 classes. Leave it out with include_top=False and put your own Dense on top.',
  bad: `model = keras.applications.ResNet50(classes=10)
#                                   ^^^^^^^^^^ pretrained-classes`,
  good: 'base = keras.applications.ResNet50(weights=None, include_top=False, input_shape=(224, 224, 3))',
});
