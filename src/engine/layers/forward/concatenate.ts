import { tf } from '../../trace/tensorflow.js';
import { defineForward } from '../define.js';
import { axisOf } from '../support/format.js';
import { maskOfElements } from '../support/masks.js';

export default defineForward({
  type: 'Concatenate',
  call: ({ config, inputs }) => tf.concat([...inputs], axisOf(config.number('axis', -1), inputs[0]!.rank)),
  /** A step is shown where one of the tensors shows it; a tensor without a mask shows all (`Concatenate.compute_mask`). */
  mask(previous, { config, inputs }) {
    if (previous.every((mask) => mask === undefined)) return [];
    const elements = inputs.map((x, i) => {
      const mask = previous[i];
      return mask === undefined ? tf.cast(tf.onesLike(x), 'bool') : mask.rank < x.rank ? maskOfElements(mask, x) : mask;
    });
    return [tf.any(tf.concat(elements, axisOf(config.number('axis', -1), inputs[0]!.rank)), -1)];
  },
});
