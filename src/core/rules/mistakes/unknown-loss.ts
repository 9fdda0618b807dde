import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'unknown-loss',
  severity: 'error',
  summary: 'Keras has no loss of this name.',
  why: 'It is looked up by its name when training starts.',
  bad: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="mean_square_error")
#             ^^^^^^^^^^^^^^^^^^^^^^^^ unknown-loss
model.fit(np.zeros((32, 8)), np.zeros((32, 1)))`,
  good: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="mean_squared_error")
model.fit(np.zeros((32, 8)), np.zeros((32, 1)))`,
});
