import { tf } from '../../trace/tensorflow.js';
import { sparseCategorical } from '../crossentropy.js';
import { defineLoss } from '../define.js';
import { float } from '../ranks.js';

/** Samples of `ignoreClass` have loss 0 and do not count in the mean (Keras gives their losses a mask). */
export default defineLoss({
  className: 'SparseCategoricalCrossentropy',
  names: ['sparse_categorical_crossentropy'],
  call(yTrue, yPred, config) {
    const ignored = config.optional('ignoreClass');
    if (ignored === null) return sparseCategorical(yTrue, yPred, config.flag('fromLogits'));
    const labels = yTrue.rank === yPred.rank && yTrue.shape.at(-1) === 1 ? tf.squeeze(yTrue, [yTrue.rank - 1]) : yTrue;
    const valid = float(tf.notEqual(tf.cast(labels, 'int32'), tf.scalar(ignored, 'int32')));
    const losses = tf.mul(sparseCategorical(tf.mul(float(labels), valid), yPred, config.flag('fromLogits')), valid);
    const share = tf.div(losses.size, tf.maximum(tf.sum(valid), 1));
    return tf.mul(losses, share);
  },
});
