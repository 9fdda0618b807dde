import { tf } from '../../trace/tensorflow.js';
import { defineForward } from '../define.js';
import { contract } from '../support/einsum.js';
import { axisOf } from '../support/format.js';

/** Sums products along one axis of each input, sample by sample. */
export default defineForward({
  type: 'Dot',
  call({ config, inputs }) {
    const [a, b] = inputs as [tf.Tensor, tf.Tensor];
    const given = config.optionalNumbers('axes') ?? [config.number('axes'), config.number('axes')];
    const [along, across] = [axisOf(given[0]!, a.rank), axisOf(given[1]!, b.rank)];
    const unit = (x: tf.Tensor, axis: number): tf.Tensor => (config.flag('normalize', false) ? tf.mul(x, tf.minimum(tf.rsqrt(tf.sum(tf.square(x), axis, true)), 1e7)) : x);
    const first = [...'nabcdefg'].slice(0, a.rank);
    const second = ['n', ...'hijklmo'].slice(0, b.rank);
    first[along] = second[across] = 'z';
    const rest = [...first, ...second.slice(1)].filter((letter) => letter !== 'z').join('');
    const product = contract(`${first.join('')},${second.join('')}->${rest}`, unit(a, along), unit(b, across));
    return product.rank === 1 ? tf.expandDims(product, 1) : product;
  },
});
