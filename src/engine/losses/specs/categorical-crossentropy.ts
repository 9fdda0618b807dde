import { categorical } from '../crossentropy.js';
import { defineLoss } from '../define.js';
import { float } from '../ranks.js';
import { smoothed } from '../smoothing.js';

export default defineLoss({
  className: 'CategoricalCrossentropy',
  names: ['categorical_crossentropy'],
  call: (yTrue, yPred, config) => categorical(smoothed(float(yTrue), config), yPred, config.flag('fromLogits')),
});
