import { tf } from '../../trace/tensorflow.js';
import { probabilities } from '../crossentropy.js';
import { defineLoss } from '../define.js';
import { epsilon, float } from '../ranks.js';
import { smoothed } from '../smoothing.js';

/** Focal loss (Lin et al. 2017): alpha (1 - p)^gamma times the crossentropy. */
export default defineLoss({
  className: 'CategoricalFocalCrossentropy',
  names: ['categorical_focal_crossentropy'],
  call(yTrue, yPred, config) {
    const output = probabilities(yPred, config.flag('fromLogits'));
    const p = tf.clipByValue(tf.div(output, tf.sum(output, -1, true)), epsilon, 1 - epsilon);
    const crossentropy = tf.neg(tf.mul(smoothed(float(yTrue), config), tf.log(p)));
    const weight = tf.mul(tf.pow(tf.sub(1, p), config.number('gamma', 2)), config.number('alpha', 0.25));
    return tf.sum(tf.mul(weight, crossentropy), -1);
  },
});
