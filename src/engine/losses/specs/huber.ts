import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { float, sameRank } from '../ranks.js';

/** Quadratic up to `delta`, linear beyond (Huber 1964). */
export default defineLoss({
  className: 'Huber',
  names: ['huber', 'huber_loss'],
  call(yTrue, yPred, config) {
    const [y, p] = sameRank(float(yTrue), yPred);
    const delta = config.number('delta', 1);
    const error = tf.abs(tf.sub(p, y));
    const near = tf.minimum(error, delta);
    return tf.mean(tf.mul(near, tf.sub(error, tf.mul(near, 0.5))), -1);
  },
});
