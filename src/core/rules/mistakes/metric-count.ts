import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'metric-count',
  severity: 'error',
  summary: 'More or fewer lists of metrics are given than the model has outputs.',
  why: 'Metrics of a model with several outputs are a list for each.',
  bad: `import numpy as np

inputs = keras.Input((8,))
model = keras.Model(inputs, [layers.Dense(1)(inputs), layers.Dense(1)(inputs)])
model.compile(loss="mse", metrics=["mae", "mae", "mae"])
#                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ metric-count
model.fit(np.zeros((32, 8)), [np.zeros((32, 1)), np.zeros((32, 1))])`,
  good: `import numpy as np

inputs = keras.Input((8,))
model = keras.Model(inputs, [layers.Dense(1)(inputs), layers.Dense(1)(inputs)])
model.compile(loss="mse", metrics=[["mae"], ["mae"]])
model.fit(np.zeros((32, 8)), [np.zeros((32, 1)), np.zeros((32, 1))])`,
});
