import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'groups-mismatch',
  severity: 'error',
  summary: 'Groups of a convolution do not divide its filters or its input\'s channels.',
  why: 'Each group takes an equal share of the channels and makes an equal share of the filters.',
  bad: `model = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(8, 3, groups=2)])
#                                                                     ^^^^^^^^ groups-mismatch`,
  good: 'model = keras.Sequential([keras.Input((8, 8, 4)), layers.Conv2D(8, 3, groups=2)])',
});
