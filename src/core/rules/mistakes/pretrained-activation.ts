import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'pretrained-activation',
  severity: 'error',
  summary: 'Published weights with their head are asked for another last activation.',
  why: 'The head was trained with softmax; None gives its logits.',
  bad: `model = keras.applications.VGG16(classifier_activation="sigmoid")
#                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ pretrained-activation`,
  good: 'model = keras.applications.VGG16(weights=None, classifier_activation="sigmoid")',
});
