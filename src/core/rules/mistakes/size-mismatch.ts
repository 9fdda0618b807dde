import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'size-mismatch',
  severity: 'error',
  summary: 'An axis does not divide into the blocks that an operation cuts it into.',
  why: '`depth_to_space` spreads `block_size ** 2` channels over a block of pixels, and `space_to_depth` takes whole blocks: other sizes are an error.',
  bad: `import tensorflow as tf

inputs = keras.Input((28, 28, 6))
x = layers.Lambda(lambda t: tf.nn.depth_to_space(t, 2))(inputs)
#                           ^^^^^^^^^^^^^^^^^^^^^^^^^^ size-mismatch`,
  good: `import tensorflow as tf

inputs = keras.Input((28, 28, 8))
x = layers.Lambda(lambda t: tf.nn.depth_to_space(t, 2))(inputs)`,
});
