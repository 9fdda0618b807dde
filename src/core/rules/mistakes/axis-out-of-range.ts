import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'axis-out-of-range',
  severity: 'error',
  summary: 'An axis is named that the tensor does not have.',
  why: 'Axes count from 0, the batch included, or from -1 backward.',
  bad: `model = keras.Sequential([keras.Input((8, 8, 3)), layers.BatchNormalization(axis=5)])
#                                                                           ^^^^^^ axis-out-of-range`,
  good: 'model = keras.Sequential([keras.Input((8, 8, 3)), layers.BatchNormalization(axis=-1)])',
});
