import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'targets-missing',
  severity: 'error',
  summary: 'fit is given inputs without targets.',
  why: 'A loss compares what the model gives with targets. Those of an autoencoder are its inputs.',
  bad: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(8)])
model.compile(loss="mse")
model.fit(np.zeros((32, 8)))
#         ^^^^^^^^^^^^^^^^^ targets-missing`,
  good: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(8)])
model.compile(loss="mse")
x = np.zeros((32, 8))
model.fit(x, x)`,
});
