import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'class-weight',
  severity: 'error',
  summary: 'class_weight where it cannot be used.',
  why: 'It works for a model with one output and without sample_weight.',
  bad: `import numpy as np

inputs = keras.Input((8,))
model = keras.Model(inputs, [layers.Dense(1)(inputs), layers.Dense(1)(inputs)])
model.compile(loss="mse")
model.fit(np.zeros((32, 8)), [np.zeros((32, 1)), np.zeros((32, 1))], class_weight={0: 1.0, 1: 2.0})
#                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ class-weight`,
  good: `import numpy as np

inputs = keras.Input((8,))
model = keras.Model(inputs, layers.Dense(1)(inputs))
model.compile(loss="mse")
model.fit(np.zeros((32, 8)), np.zeros((32, 1)), class_weight={0: 1.0, 1: 2.0})`,
});
