import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'target-names',
  severity: 'error',
  summary: 'Labels in a dict whose keys are not the names of the outputs.',
  why: 'Each output\'s labels are looked up by its name.',
  bad: `import numpy as np

inputs = keras.Input((8,), name="image")
model = keras.Model(inputs, {"a": layers.Dense(1, name="a")(inputs), "b": layers.Dense(1, name="b")(inputs)})
model.compile(loss="mse")
model.fit(np.zeros((32, 8)), {"a": np.zeros((32, 1)), "c": np.zeros((32, 1))})
#                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ target-names`,
  good: `import numpy as np

inputs = keras.Input((8,), name="image")
model = keras.Model(inputs, {"a": layers.Dense(1, name="a")(inputs), "b": layers.Dense(1, name="b")(inputs)})
model.compile(loss="mse")
model.fit(np.zeros((32, 8)), {"a": np.zeros((32, 1)), "b": np.zeros((32, 1))})`,
});
