import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'target-count',
  severity: 'error',
  summary: 'A model with several outputs is given labels for more or fewer of them.',
  why: 'Each output needs labels of its own.',
  bad: `import numpy as np

inputs = keras.Input((8,))
model = keras.Model(inputs, [layers.Dense(1)(inputs), layers.Dense(1)(inputs)])
model.compile(loss="mse")
model.fit(np.zeros((32, 8)), [np.zeros((32, 1)), np.zeros((32, 1)), np.zeros((32, 1))])
#                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ target-count`,
  good: `import numpy as np

inputs = keras.Input((8,))
model = keras.Model(inputs, [layers.Dense(1)(inputs), layers.Dense(1)(inputs)])
model.compile(loss="mse")
model.fit(np.zeros((32, 8)), [np.zeros((32, 1)), np.zeros((32, 1))])`,
});
