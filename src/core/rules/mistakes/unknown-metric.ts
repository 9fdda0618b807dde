import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'unknown-metric',
  severity: 'error',
  summary: 'Keras has no metric of this name.',
  why: 'It is looked up by its name when training starts.',
  bad: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="mse", metrics=["acuracy"])
#                         ^^^^^^^^^^^^^^^^^^^ unknown-metric
model.fit(np.zeros((32, 8)), np.zeros((32, 1)))`,
  good: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="mse", metrics=["accuracy"])
model.fit(np.zeros((32, 8)), np.zeros((32, 1)))`,
});
