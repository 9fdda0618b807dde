import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'unknown-optimizer',
  severity: 'error',
  summary: 'Keras has no optimizer of this name.',
  why: 'It is looked up by its name when the model is compiled.',
  bad: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="mse", optimizer="adan")
#                         ^^^^^^^^^^^^^^^^ unknown-optimizer
model.fit(np.zeros((32, 8)), np.zeros((32, 1)))`,
  good: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="mse", optimizer="adam")
model.fit(np.zeros((32, 8)), np.zeros((32, 1)))`,
});
