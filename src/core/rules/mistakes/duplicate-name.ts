import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'duplicate-name',
  severity: 'error',
  summary: 'Two layers of one model have the same name.',
  why: 'Layers are found by their names, in weights\' files too.',
  bad: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4, name="dense"), layers.Dense(4, name="dense")])
#                                                                                           ^^^^^^^^^^^^ duplicate-name`,
  good: 'model = keras.Sequential([keras.Input((8,)), layers.Dense(4, name="first"), layers.Dense(4, name="second")])',
});
