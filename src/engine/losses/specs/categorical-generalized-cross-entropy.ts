import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { float } from '../ranks.js';

/** Generalized crossentropy (Zhang and Sabuncu 2018, eq. 6), for labels that are not all right: between crossentropy (q towards 0) and the mean absolute error (q = 1). Labels are integers. */
export default defineLoss({
  className: 'CategoricalGeneralizedCrossEntropy',
  names: ['categorical_generalized_cross_entropy'],
  call(yTrue, yPred, config) {
    const q = config.number('q', 0.5);
    const own = tf.sum(tf.mul(yPred, float(tf.oneHot(tf.cast(yTrue, 'int32'), yPred.shape.at(-1)!))), -1);
    return tf.div(tf.sub(1, tf.pow(own, q)), q);
  },
});
