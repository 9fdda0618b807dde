import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { total } from '../overlap.js';
import { epsilon, float, sameRank } from '../ranks.js';

/** 1 - 2 |A and B| / (|A| + |B|), over the whole batch unless `axis` says otherwise. */
export default defineLoss({
  className: 'Dice',
  names: ['dice'],
  call(yTrue, yPred, config) {
    const [y, p] = sameRank(float(yTrue), yPred);
    const axes = config.numbers('axis');
    const both = total(tf.mul(y, p), axes);
    return tf.sub(1, tf.div(tf.mul(2, both), tf.add(tf.add(total(y, axes), total(p, axes)), epsilon)));
  },
});
