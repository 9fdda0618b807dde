import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { float, sameRank } from '../ranks.js';

export default defineLoss({
  className: 'LogCosh',
  names: ['log_cosh', 'logcosh'],
  call(yTrue, yPred) {
    const [y, p] = sameRank(float(yTrue), yPred);
    return tf.mean(tf.add(tf.sub(p, y), tf.sub(tf.softplus(tf.mul(tf.sub(p, y), -2)), Math.LN2)), -1);
  },
});
