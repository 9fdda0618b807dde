import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'tensorflow-on-keras-tensor',
  severity: 'warning',
  summary: 'A function of TensorFlow is applied to a tensor of Keras.',
  why: 'In Keras 3 tensors of a model that is being built are symbolic, and only operations of Keras take them.',
  bad: `import tensorflow as tf

outputs = tf.nn.relu(keras.Input((8,)))
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tensorflow-on-keras-tensor`,
  good: 'outputs = keras.ops.relu(keras.Input((8,)))',
});
