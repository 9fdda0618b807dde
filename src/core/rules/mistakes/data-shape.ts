import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'data-shape',
  severity: 'error',
  summary: 'The examples have another shape than the model\'s input.',
  why: 'Keras checks it at the first step.',
  bad: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="mse")
model.fit(np.zeros((32, 9)), np.zeros((32, 1)))
#         ^^^^^^^^^^^^^^^^^ data-shape`,
  good: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="mse")
model.fit(np.zeros((32, 8)), np.zeros((32, 1)))`,
});
