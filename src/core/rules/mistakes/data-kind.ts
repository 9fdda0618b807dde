import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'data-kind',
  severity: 'error',
  summary: 'fit is given data of a kind that it does not take.',
  why: 'A list counts as a list of arrays, one for each input. A data set brings its targets itself and cannot be split by fit.',
  bad: `import numpy as np

model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
model.compile(loss="mse")
model.fit([[0.0, 1.0], [1.0, 0.0]], np.zeros((2, 1)))
#         ^^^^^^^^^^^^^^^^^^^^^^^^ data-kind`,
  good: `import numpy as np

model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
model.compile(loss="mse")
model.fit(np.array([[0.0, 1.0], [1.0, 0.0]]), np.zeros((2, 1)))`,
});
