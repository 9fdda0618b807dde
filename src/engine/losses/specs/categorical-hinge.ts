import { maxOver } from '../../layers/support/reduce.js';
import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { float, sameRank } from '../ranks.js';

export default defineLoss({
  className: 'CategoricalHinge',
  names: ['categorical_hinge'],
  call(yTrue, yPred) {
    const [y, p] = sameRank(float(yTrue), yPred);
    const positive = tf.sum(tf.mul(y, p), -1);
    const against = tf.mul(tf.sub(1, y), p);
    const negative = maxOver(against, [against.rank - 1], false);
    return tf.relu(tf.add(tf.sub(negative, positive), 1));
  },
});
