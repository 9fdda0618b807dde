import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'pretrained-name',
  severity: 'error',
  summary: 'Published weights are asked for under a name that has none.',
  why: 'EfficientNet and ConvNeXt look for the file of their weights by the name of the model.',
  bad: `base = keras.applications.ConvNeXtTiny(include_top=False, name="base")
#                                                         ^^^^^^^^^^^ pretrained-name`,
  good: 'base = keras.applications.ConvNeXtTiny(include_top=False, weights=None, name="base")',
});
