import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'input-names',
  severity: 'error',
  summary: 'Data in a dict whose keys are not the names of the inputs.',
  why: 'Each input\'s data is looked up by its name.',
  bad: `import numpy as np

a, b = keras.Input((8,), name="left"), keras.Input((8,), name="right")
model = keras.Model([a, b], layers.Dense(1)(layers.Add()([a, b])))
model.compile(loss="mse")
model.fit({"left": np.zeros((32, 8)), "rihgt": np.zeros((32, 8))}, np.zeros((32, 1)))
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ input-names`,
  good: `import numpy as np

a, b = keras.Input((8,), name="left"), keras.Input((8,), name="right")
model = keras.Model([a, b], layers.Dense(1)(layers.Add()([a, b])))
model.compile(loss="mse")
model.fit({"left": np.zeros((32, 8)), "right": np.zeros((32, 8))}, np.zeros((32, 1)))`,
});
