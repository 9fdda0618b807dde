import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'cropping-exceeds-input',
  severity: 'error',
  summary: 'More is cropped than is there.',
  why: 'Nothing would be left of the axis.',
  bad: `model = keras.Sequential([keras.Input((8, 8, 3)), layers.Cropping2D(4)])
#                                                                   ^ cropping-exceeds-input`,
  good: 'model = keras.Sequential([keras.Input((8, 8, 3)), layers.Cropping2D(2)])',
});
