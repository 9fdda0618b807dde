import { tf } from '../../trace/tensorflow.js';
import type { Forward } from '../define.js';
import { convolve } from './conv.js';
import { convOptions } from './convolution-layer.js';
import { dropoutMask, recurrentLayer } from './recurrent.js';
import { optionalWeight, weightNamed } from './weights.js';

/** Convolutional LSTM (Shi et al. 2015): all four gates of input and state as one convolution each. */
export const convolutionalLstm = (type: string, spatial: number): Forward =>
  recurrentLayer(type, {
    cell(call, x) {
      if (call.config.channelsFirst) return call.config.fail('dataFormat', '"channels_last"');
      const [kernel, recurrent, bias] = [weightNamed(call, 'kernel'), weightNamed(call, 'recurrent_kernel'), optionalWeight(call, 'bias')];
      const filters = recurrent.shape.at(-2)!;
      const options = convOptions(call, spatial);
      const ones = Array.from({ length: spatial }, () => 1);
      const frame = [x.shape[0], ...x.shape.slice(2)];
      const window = kernel.shape.slice(0, spatial);
      const lengths = window.map((size, i) => {
        const reach = options.dilation[i]! * (size - 1) + 1;
        return Math.ceil((options.padding === 'same' ? frame[i + 1]! : frame[i + 1]! - reach + 1) / options.strides[i]!);
      });
      const zeros = tf.zeros([frame[0]!, ...lengths, filters]);
      const masks = dropoutMask(call, 'dropout', frame, 4);
      const recurrentMasks = dropoutMask(call, 'recurrentDropout', zeros.shape, 4);
      const all = (input: tf.Tensor, weights: tf.Tensor, given: tf.Tensor[] | undefined, how: typeof options): tf.Tensor =>
        given ? tf.concat(tf.split(weights, 4, -1).map((part, i) => convolve(tf.mul(input, given[i]!), part, how)), -1) : convolve(input, weights, how);
      return {
        initial: [zeros, zeros],
        step(input, [h, c]) {
          let z = all(input, kernel, masks, options);
          if (bias) z = tf.add(z, bias);
          z = tf.add(z, all(h!, recurrent, recurrentMasks, { strides: ones, padding: 'same', dilation: ones }));
          const [i, f, candidate, o] = tf.split(z, 4, -1);
          const carry = tf.add(tf.mul(call.activate(f!, 'recurrentActivation'), c!), tf.mul(call.activate(i!, 'recurrentActivation'), call.activate(candidate!)));
          const output = tf.mul(call.activate(o!, 'recurrentActivation'), call.activate(carry));
          return { output, states: [output, carry] };
        },
      };
    },
  });
