import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'legacy-name',
  severity: 'warning',
  summary: 'A loss, metric or optimizer by a name of an older Keras.',
  why: 'Keras 3 does not know the name; the message says what it is called now.',
  bad: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="cosine_proximity")
#             ^^^^^^^^^^^^^^^^^^^^^^^ legacy-name
model.fit(np.zeros((32, 8)), np.zeros((32, 1)))`,
  good: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="cosine_similarity")
model.fit(np.zeros((32, 8)), np.zeros((32, 1)))`,
});
