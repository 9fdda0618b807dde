import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { epsilon, float, sameRank } from '../ranks.js';

export default defineLoss({
  className: 'Poisson',
  names: ['poisson'],
  call(yTrue, yPred) {
    const [y, p] = sameRank(float(yTrue), yPred);
    return tf.mean(tf.sub(p, tf.mul(y, tf.log(tf.add(p, epsilon)))), -1);
  },
});
