import { tf } from '../../trace/tensorflow.js';
import { sparseCategorical } from '../crossentropy.js';
import { defineLoss, type LossConfig } from '../define.js';
import { float } from '../ranks.js';

/** Samples of `ignoreClass` have loss 0 and do not count in the mean (Keras gives their losses a mask). */
export default defineLoss({
  className: 'SparseCategoricalCrossentropy',
  names: ['sparse_categorical_crossentropy'],
  call(yTrue, yPred, config) {
    const valid = validLabels(yTrue, yPred, config);
    if (valid === undefined) return sparseCategorical(yTrue, yPred, config.flag('fromLogits'));
    const kept = float(valid);
    return tf.mul(sparseCategorical(tf.mul(float(labelsOf(yTrue, yPred)), kept), yPred, config.flag('fromLogits')), kept);
  },
  counted: validLabels,
});

const labelsOf = (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor => (yTrue.rank === yPred.rank && yTrue.shape.at(-1) === 1 ? tf.squeeze(yTrue, [yTrue.rank - 1]) : yTrue);

function validLabels(yTrue: tf.Tensor, yPred: tf.Tensor, config: LossConfig): tf.Tensor | undefined {
  const ignored = config.optional('ignoreClass');
  return ignored === null ? undefined : tf.notEqual(tf.cast(labelsOf(yTrue, yPred), 'int32'), tf.scalar(ignored, 'int32'));
}
