import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { axisOf } from '../support/format.js';
import { sameMask } from '../support/masks.js';

/** Layer normalization (Ba et al. 2016) over one axis or several. */
export default defineForward({
  type: 'LayerNormalization',
  mask: sameMask,
  call(call) {
    const x = only(call);
    const { config, weights } = call;
    const axes = (config.optionalNumbers('axis') ?? [config.number('axis', -1)]).map((axis) => axisOf(axis, x.rank)).sort((a, b) => a - b);
    const spread = (vector: tf.Tensor): tf.Tensor => tf.reshape(vector, x.shape.map((length, i) => (axes.includes(i) ? length : 1)));
    const mean = tf.mean(x, axes, true);
    const centred = tf.sub(x, mean);
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes, true), config.number('epsilon', 1e-3)));
    if (config.flag('rmsScaling', false)) {
      const scaled = tf.mul(x, inverse);
      return weights.gamma ? tf.mul(scaled, spread(weights.gamma)) : scaled;
    }
    const normal = tf.mul(centred, inverse);
    const scaled = weights.gamma ? tf.mul(normal, spread(weights.gamma)) : normal;
    return weights.beta ? tf.add(scaled, spread(weights.beta)) : scaled;
  },
});
