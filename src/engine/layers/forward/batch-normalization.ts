import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { axisOf } from '../support/format.js';
import { normalizeBatch, scaleAndShift } from '../support/normalize.js';

/** Batch normalization (Ioffe and Szegedy 2015). A frozen layer uses its moving statistics also in training, as Keras does. */
export default defineForward({
  type: 'BatchNormalization',
  call(call) {
    const x = only(call);
    const { config, weights } = call;
    if (config.flag('renorm', false)) return config.fail('renorm', 'renorm=False');
    const axis = axisOf(config.number('axis', -1), x.rank);
    const epsilon = config.number('epsilon', 1e-3);
    const [movingMean, movingVariance] = [weights.moving_mean!, weights.moving_variance!];
    if (!call.training || !call.layer.trainable) return scaleAndShift(x, { mean: movingMean, variance: movingVariance, gamma: weights.gamma, beta: weights.beta, axis, epsilon });
    const { output, mean, variance } = normalizeBatch(x, { gamma: weights.gamma, beta: weights.beta, axis, epsilon });
    const momentum = config.number('momentum', 0.99);
    const follow = (moving: tf.Tensor, batch: tf.Tensor): tf.Tensor => tf.add(tf.mul(moving, momentum), tf.mul(batch, 1 - momentum));
    call.update('moving_mean', follow(movingMean, mean));
    call.update('moving_variance', follow(movingVariance, variance));
    return output;
  },
});
