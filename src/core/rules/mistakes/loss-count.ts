import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'loss-count',
  severity: 'error',
  summary: 'More or fewer losses are given than the model has outputs.',
  why: 'A list of losses has one for each output.',
  bad: `import numpy as np

inputs = keras.Input((8,))
model = keras.Model(inputs, [layers.Dense(1)(inputs), layers.Dense(1)(inputs)])
model.compile(loss=["mse", "mse", "mse"])
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^ loss-count
model.fit(np.zeros((32, 8)), [np.zeros((32, 1)), np.zeros((32, 1))])`,
  good: `import numpy as np

inputs = keras.Input((8,))
model = keras.Model(inputs, [layers.Dense(1)(inputs), layers.Dense(1)(inputs)])
model.compile(loss=["mse", "mse"])
model.fit(np.zeros((32, 8)), [np.zeros((32, 1)), np.zeros((32, 1))])`,
});
