import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'legacy-file-name',
  severity: 'warning',
  summary: 'A file\'s name does not end as Keras 3 wants it.',
  why: 'Keras 3 chooses the format by the ending: .keras for models, .weights.h5 for weights.',
  bad: `checkpoint = keras.callbacks.ModelCheckpoint("best.hdf5")
#                                            ^^^^^^^^^^^ legacy-file-name`,
  good: 'checkpoint = keras.callbacks.ModelCheckpoint("best.keras")',
});
