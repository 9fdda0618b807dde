import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { axisOf } from '../support/format.js';
import { optionalWeight } from '../support/weights.js';
import { sameMask } from '../support/masks.js';

/** Statistics come from the constructor, else from the layer's variables, which `adapt` fills. */
export default defineForward({
  type: 'Normalization',
  mask: sameMask,
  call(call) {
    const x = tf.cast(only(call), 'float32');
    const axis = call.config.optionalNumbers('axis') ?? (call.config.optionalNumber('axis') === null ? [] : [call.config.number('axis')]);
    const along = axis.map((given) => axisOf(given, x.rank));
    const statistic = (name: string): tf.Tensor => {
      const list = call.config.optionalNumbers(name);
      const number = call.config.optionalNumber(name);
      const values = list ? tf.tensor1d(list) : number !== null ? tf.scalar(number) : optionalWeight(call, name);
      if (values === undefined) return call.config.fail(name, 'numbers');
      return values.size === 1 ? tf.reshape(values, []) : tf.reshape(values, x.shape.map((length, i) => (along.includes(i) ? length : 1)));
    };
    const deviation = tf.maximum(tf.sqrt(statistic('variance')), 1e-7);
    return call.config.flag('invert', false) ? tf.add(statistic('mean'), tf.mul(x, deviation)) : tf.div(tf.sub(x, statistic('mean')), deviation);
  },
});
