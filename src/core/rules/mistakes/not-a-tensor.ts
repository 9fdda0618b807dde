import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'not-a-tensor',
  severity: 'error',
  summary: 'A layer or model is called on something that is no tensor.',
  why: 'Keras raises a ValueError. Often the layer before was made but not called, or `training` is given by position, which Keras 2 took.',
  bad: `inputs = keras.Input((28, 28, 3))
x = layers.Conv2D(8, 3)
x = layers.Conv2D(16, 3)(x)
#                        ^ not-a-tensor`,
  good: `inputs = keras.Input((28, 28, 3))
x = layers.Conv2D(8, 3)(inputs)
x = layers.Conv2D(16, 3)(x)`,
});
