import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'window-exceeds-input',
  severity: 'error',
  summary: 'A window with "valid" padding is larger than what it slides over.',
  why: 'There is no place for it, so that the output would be empty. Mostly the image was made small by earlier pooling.',
  bad: `model = keras.Sequential([keras.Input((4, 4, 3)), layers.Conv2D(8, 5)])
#                                                                  ^ window-exceeds-input`,
  good: 'model = keras.Sequential([keras.Input((4, 4, 3)), layers.Conv2D(8, 5, padding="same")])',
});
