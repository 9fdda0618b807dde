import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'weights-file',
  severity: 'warning',
  summary: 'Weights of an architecture name a file that is not there.',
  why: 'Any other text than "imagenet" is the path of a file. It may lie elsewhere than beside the program, for Keras looks for it where the program runs.',
  bad: `base = keras.applications.ResNet50(weights="my_resnet.weights.h5")
#                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ weights-file`,
  good: 'base = keras.applications.ResNet50(weights=None)',
});
