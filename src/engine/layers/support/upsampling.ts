import { tf } from '../../trace/tensorflow.js';
import { defineForward, only, type Forward } from '../define.js';
import { channelsLast } from './format.js';
import { resize } from './resize.js';

/** Repeats each element along an axis. */
export function repeat(x: tf.Tensor, axis: number, times: number): tf.Tensor {
  if (times === 1) return x;
  const before = x.shape.slice(0, axis + 1).reduce((a, b) => a * b, 1);
  const repeated = tf.tile(tf.reshape(x, [before, 1, x.size / before]), [1, times, 1]);
  return tf.reshape(repeated, x.shape.map((length, i) => (i === axis ? length * times : length)));
}

/** UpSampling1D, 2D, 3D: nearest by repeating, other interpolations as an image is resized. */
export const upSamplingLayer = (type: string, spatial: number): Forward =>
  defineForward({
    type,
    call(call) {
      const { config } = call;
      const factors = config.lengths('size', spatial, 2);
      return channelsLast(only(call), config.channelsFirst, (x) => {
        const interpolation = config.text('interpolation', 'nearest');
        if (interpolation === 'nearest') return factors.reduce((repeated, times, i) => repeat(repeated, i + 1, times), x);
        return resize(x, [x.shape[1]! * factors[0]!, x.shape[2]! * factors[1]!], interpolation);
      });
    },
  });
