import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'output-padding-too-large',
  severity: 'error',
  summary: 'The output padding of a transposed convolution is not smaller than its stride.',
  why: 'Padding of a whole stride would be another output position.',
  bad: `model = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2DTranspose(8, 3, strides=2, output_padding=2)])
#                                                                                         ^^^^^^^^^^^^^^^^ output-padding-too-large`,
  good: 'model = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2DTranspose(8, 3, strides=2, output_padding=1)])',
});
