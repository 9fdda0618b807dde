import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'strides-with-dilation',
  severity: 'error',
  summary: 'A convolution has strides and a dilation at once.',
  why: 'Keras allows one of the two to differ from 1.',
  bad: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(8, 3, strides=2, dilation_rate=2)])
#                                                                                  ^^^^^^^^^^^^^^^ strides-with-dilation`,
  good: 'model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(8, 3, dilation_rate=2)])',
});
