import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { axisOf } from '../support/format.js';
import { givenMask, maskOfElements, sameMask } from '../support/masks.js';
import { maskedMoments, normalizeBatch, scaleAndShift } from '../support/normalize.js';

/** Batch normalization (Ioffe and Szegedy 2015). A frozen layer uses its moving statistics also in training, as Keras does. */
export default defineForward({
  type: 'BatchNormalization',
  mask: sameMask,
  takesMask: true,
  call(call) {
    const x = only(call);
    const { config, weights } = call;
    if (config.flag('renorm', false)) return config.fail('renorm', 'renorm=False');
    const axis = axisOf(config.number('axis', -1), x.rank);
    const epsilon = config.number('epsilon', 1e-3);
    const [movingMean, movingVariance] = [weights.moving_mean!, weights.moving_variance!];
    if (!call.training || !call.layer.trainable) return scaleAndShift(x, { mean: movingMean, variance: movingVariance, gamma: weights.gamma, beta: weights.beta, axis, epsilon });
    const mask = givenMask(call);
    const affine = { gamma: weights.gamma, beta: weights.beta, axis, epsilon };
    const { output, mean, variance } = mask === undefined ? normalizeBatch(x, affine) : normalizeShown(x, mask, affine);
    const momentum = config.number('momentum', 0.99);
    const follow = (moving: tf.Tensor, batch: tf.Tensor): tf.Tensor => tf.add(tf.mul(moving, momentum), tf.mul(batch, 1 - momentum));
    call.update('moving_mean', follow(movingMean, mean));
    call.update('moving_variance', follow(movingVariance, variance));
    return output;
  },
});

/** Statistics of the steps that are shown; all steps are normalized with them. */
function normalizeShown(x: tf.Tensor, mask: tf.Tensor, affine: Omit<Parameters<typeof scaleAndShift>[1], 'mean' | 'variance'>): ReturnType<typeof normalizeBatch> {
  const moments = maskedMoments(x, maskOfElements(mask, x), affine.axis);
  return { output: scaleAndShift(x, { ...affine, ...moments }), ...moments };
}
