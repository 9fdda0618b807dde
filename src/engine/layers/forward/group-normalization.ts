import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { axisOf } from '../support/format.js';
import { sameMask } from '../support/masks.js';

/** Group normalization (Wu and He 2018): channels in groups, each normalized over its channels and all positions. */
export default defineForward({
  type: 'GroupNormalization',
  mask: sameMask,
  call(call) {
    const x = only(call);
    const { config, weights } = call;
    const axis = axisOf(config.number('axis', -1), x.rank);
    const channels = x.shape[axis]!;
    const given = config.number('groups', 32);
    const groups = given === -1 ? channels : given;
    const grouped = tf.reshape(x, [...x.shape.slice(0, axis), groups, channels / groups, ...x.shape.slice(axis + 1)]);
    const axes = grouped.shape.map((_, i) => i).filter((i) => i !== 0 && i !== axis);
    const centred = tf.sub(grouped, tf.mean(grouped, axes, true));
    const normal = tf.reshape(tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes, true), config.number('epsilon', 1e-3)))), x.shape);
    const spread = (vector: tf.Tensor): tf.Tensor => tf.reshape(vector, x.shape.map((length, i) => (i === axis ? length : 1)));
    const scaled = weights.gamma ? tf.mul(normal, spread(weights.gamma)) : normal;
    return weights.beta ? tf.add(scaled, spread(weights.beta)) : scaled;
  },
});
