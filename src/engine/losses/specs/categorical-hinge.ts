import { maxOver } from '../../layers/support/reduce.js';
import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { float } from '../ranks.js';

export default defineLoss({
  className: 'CategoricalHinge',
  names: ['categorical_hinge'],
  call(yTrue, yPred) {
    const y = float(yTrue);
    const positive = tf.sum(tf.mul(y, yPred), -1);
    const negative = maxOver(tf.mul(tf.sub(1, y), yPred), [yPred.rank - 1], false);
    return tf.relu(tf.add(tf.sub(negative, positive), 1));
  },
});
