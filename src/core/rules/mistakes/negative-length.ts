import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'negative-length',
  severity: 'error',
  summary: 'A size that must be 0 or more is negative.',
  why: 'No axis of a tensor can have fewer than no places.',
  bad: `images = keras.Input((32, 32, 3))
border = 40
outputs = layers.CenterCrop(32 - border, 32 - border)(images)
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ negative-length`,
  good: `images = keras.Input((32, 32, 3))
border = 8
outputs = layers.CenterCrop(32 - border, 32 - border)(images)`,
});
