import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'data-count',
  severity: 'error',
  summary: 'There are more or fewer labels than examples.',
  why: 'Each example needs its label.',
  bad: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="mse")
model.fit(np.zeros((32, 8)), np.zeros((30, 1)))
#                            ^^^^^^^^^^^^^^^^^ data-count`,
  good: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="mse")
model.fit(np.zeros((32, 8)), np.zeros((32, 1)))`,
});
