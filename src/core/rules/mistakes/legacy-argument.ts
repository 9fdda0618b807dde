import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'legacy-argument',
  severity: 'warning',
  summary: 'An argument of an older Keras that Keras 3 does not take.',
  why: 'It was renamed or removed; the quick fix writes what Keras 3 takes.',
  bad: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, border_mode="same")])
#                                                                        ^^^^^^^^^^^^^^^^^^ legacy-argument`,
  good: 'model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, padding="same")])',
});
