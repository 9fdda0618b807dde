import { tf } from '../../trace/tensorflow.js';
import { binary } from '../crossentropy.js';
import { defineLoss } from '../define.js';
import { float, sameRank } from '../ranks.js';
import { smoothedBinary } from '../smoothing.js';

/** Focal loss (Lin et al. 2017) of binary labels, with alpha balancing where asked for. */
export default defineLoss({
  className: 'BinaryFocalCrossentropy',
  names: ['binary_focal_crossentropy'],
  call(yTrue, yPred, config) {
    const [given, output] = sameRank(float(yTrue), yPred);
    const labels = smoothedBinary(given, config);
    const p = config.flag('fromLogits') ? tf.sigmoid(output) : output;
    const crossentropy = binary(labels, p, false);
    const right = tf.add(tf.mul(labels, p), tf.mul(tf.sub(1, labels), tf.sub(1, p)));
    const focal = tf.mul(tf.pow(tf.sub(1, right), config.number('gamma', 2)), crossentropy);
    const alpha = config.number('alpha', 0.25);
    const balanced = config.flag('applyClassBalancing') ? tf.mul(tf.add(tf.mul(labels, alpha), tf.mul(tf.sub(1, labels), 1 - alpha)), focal) : focal;
    return tf.mean(balanced, -1);
  },
});
