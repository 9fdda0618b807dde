import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'length-mismatch',
  severity: 'error',
  summary: 'Normalization is given more or fewer means or variances than its axis has positions.',
  why: 'There is one for each position, or a single number for all.',
  bad: `model = keras.Sequential([keras.Input((3,)), layers.Normalization(mean=[0.1, 0.2], variance=[1.0, 1.0])])
#                                                                 ^^^^^^^^^^^^^^^ length-mismatch`,
  good: 'model = keras.Sequential([keras.Input((3,)), layers.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 1.0, 1.0])])',
});
