/** Adaptive pooling: each output position pools the inputs from floor(i n / m) up to ceil((i + 1) n / m), one axis after the other. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward, only, type Forward } from '../define.js';
import { channelsLast } from './format.js';
import { maxOver } from './reduce.js';

function adaptive(type: string, spatial: number, reduce: (x: tf.Tensor, axis: number) => tf.Tensor): Forward {
  return defineForward({
    type,
    call: (call) =>
      channelsLast(only(call), call.config.channelsFirst, (x) =>
        call.config.lengths('outputSize', spatial).reduce((pooled, positions, i) => {
          const axis = i + 1;
          const length = pooled.shape[axis]!;
          if (length === positions) return pooled;
          const parts = Array.from({ length: positions }, (_, at) => {
            const from = Math.floor((at * length) / positions);
            const to = Math.ceil(((at + 1) * length) / positions);
            const begin = pooled.shape.map((_, other) => (other === axis ? from : 0));
            const size = pooled.shape.map((whole, other) => (other === axis ? to - from : whole));
            return reduce(tf.slice(pooled, begin, size), axis);
          });
          return tf.concat(parts, axis);
        }, x),
      ),
  });
}

export const adaptiveAveragePoolingLayer = (type: string, spatial: number): Forward => adaptive(type, spatial, (x, axis) => tf.mean(x, axis, true));
export const adaptiveMaxPoolingLayer = (type: string, spatial: number): Forward => adaptive(type, spatial, (x, axis) => maxOver(x, [axis], true));
