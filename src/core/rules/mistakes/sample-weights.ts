import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'sample-weights',
  severity: 'error',
  summary: 'Weights of examples that do not fit the labels.',
  why: 'They come in the structure of the labels, one for each example.',
  bad: `import numpy as np

inputs = keras.Input((8,), name="image")
model = keras.Model(inputs, {"a": layers.Dense(1, name="a")(inputs), "b": layers.Dense(1, name="b")(inputs)})
model.compile(loss="mse")
model.fit(np.zeros((32, 8)), {"a": np.zeros((32, 1)), "b": np.zeros((32, 1))}, sample_weight={"a": np.ones(32)})
#                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sample-weights`,
  good: `import numpy as np

inputs = keras.Input((8,), name="image")
model = keras.Model(inputs, {"a": layers.Dense(1, name="a")(inputs), "b": layers.Dense(1, name="b")(inputs)})
model.compile(loss="mse")
model.fit(np.zeros((32, 8)), {"a": np.zeros((32, 1)), "b": np.zeros((32, 1))}, sample_weight={"a": np.ones(32), "b": np.ones(32)})`,
});
