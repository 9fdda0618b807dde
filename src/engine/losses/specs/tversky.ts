import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { total } from '../overlap.js';
import { epsilon, float, sameRank } from '../ranks.js';

/** Tversky index (Salehi et al. 2017): `alpha` and `beta` weigh the two kinds of error, named as Keras's code applies them. */
export default defineLoss({
  className: 'Tversky',
  names: ['tversky'],
  call(yTrue, yPred, config) {
    const [y, p] = sameRank(float(yTrue), yPred);
    const axes = config.numbers('axis');
    const both = total(tf.mul(y, p), axes);
    const missed = tf.mul(total(tf.mul(tf.sub(1, p), y), axes), config.number('alpha', 0.5));
    const extra = tf.mul(total(tf.mul(p, tf.sub(1, y)), axes), config.number('beta', 0.5));
    return tf.sub(1, tf.div(both, tf.add(tf.add(tf.add(both, missed), extra), epsilon)));
  },
});
