import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'tensor-as-number',
  severity: 'error',
  summary: 'A tensor of a model stands where Python or NumPy needs numbers.',
  why: 'A tensor of a model only says what will be computed: it has no numbers before the model is called on data. keras.ops computes with it.',
  bad: `import numpy as np

inputs = keras.Input((8,))
roots = np.sqrt(inputs)
#       ^^^^^^^^^^^^^^^ tensor-as-number`,
  good: `inputs = keras.Input((8,))
roots = keras.ops.sqrt(inputs)`,
});
