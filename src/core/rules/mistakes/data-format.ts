import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'data-format',
  severity: 'error',
  summary: 'An architecture is asked for in an order of axes in which it does not exist.',
  why: 'NASNet, DenseNet and ConvNeXt exist for channels last only.',
  bad: `keras.config.set_image_data_format("channels_first")
base = keras.applications.ConvNeXtTiny(weights=None)
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ data-format`,
  good: `keras.config.set_image_data_format("channels_last")
base = keras.applications.ConvNeXtTiny(weights=None)`,
});
