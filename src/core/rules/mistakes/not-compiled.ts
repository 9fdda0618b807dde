import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'not-compiled',
  severity: 'error',
  summary: 'A model is trained or judged before it is compiled.',
  why: 'Without compile it has neither loss nor optimizer.',
  bad: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
history = model.fit(np.zeros((32, 8)), np.zeros((32, 1)))
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not-compiled`,
  good: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
model.compile(loss="mse")
history = model.fit(np.zeros((32, 8)), np.zeros((32, 1)))`,
});
