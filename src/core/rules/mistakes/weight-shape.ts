import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'weight-shape',
  severity: 'error',
  summary: 'A weight is given a shape that it cannot have.',
  why: 'The lengths of a weight must be known when it is made, and set_weights takes arrays of the shapes that the layer\'s weights have.',
  bad: `import numpy as np

inputs = keras.Input((8,))
dense = layers.Dense(4)
outputs = dense(inputs)
dense.set_weights([np.zeros((4, 8)), np.zeros(4)])
#                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ weight-shape`,
  good: `import numpy as np

inputs = keras.Input((8,))
dense = layers.Dense(4)
outputs = dense(inputs)
dense.set_weights([np.zeros((8, 4)), np.zeros(4)])`,
});
