import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { epsilon, float, sameRank } from '../ranks.js';

const clip = (x: tf.Tensor): tf.Tensor => tf.clipByValue(x, epsilon, 1);

export default defineLoss({
  className: 'KLDivergence',
  names: ['kl_divergence', 'kld', 'KLD', 'kullback_leibler_divergence'],
  call(yTrue, yPred) {
    const [y, p] = sameRank(float(yTrue), yPred);
    return tf.sum(tf.mul(clip(y), tf.log(tf.div(clip(y), clip(p)))), -1);
  },
});
