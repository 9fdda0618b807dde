import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'target-shape',
  severity: 'error',
  summary: 'The labels have another shape than the model\'s output.',
  why: 'The loss compares them element by element.',
  bad: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(3)])
model.compile(loss="categorical_crossentropy")
model.fit(np.zeros((32, 8)), np.zeros((32, 4)))
#                            ^^^^^^^^^^^^^^^^^ target-shape`,
  good: `import numpy as np

model = keras.Sequential([keras.Input((8,)), layers.Dense(3)])
model.compile(loss="categorical_crossentropy")
model.fit(np.zeros((32, 8)), np.zeros((32, 3)))`,
});
