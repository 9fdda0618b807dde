/** What all convolution layers share: reading their configuration, data formats, bias and activation. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward, only, type Forward, type ForwardCall } from '../define.js';
import { convolve, convolveTransposed, depthwise, type ConvOptions } from './conv.js';
import { channelsLast } from './format.js';

/** Strides, padding and dilation of a layer over `spatial` axes. Causal padding has been applied to the input by then. */
export function convOptions({ config }: ForwardCall, spatial: number): ConvOptions {
  return { strides: config.lengths('strides', spatial, 1), padding: config.text('padding', 'valid').toLowerCase() === 'same' ? 'same' : 'valid', dilation: config.lengths('dilationRate', spatial, 1) };
}

/** Causal padding of sequences: zeros before the first step only. */
export function padCausally({ config, weights }: ForwardCall, x: tf.Tensor, kernel = 'kernel'): tf.Tensor {
  if (config.get('padding') !== 'causal') return x;
  const reach = config.lengths('dilationRate', 1, 1)[0]! * (weights[kernel]!.shape[0] - 1);
  return tf.pad(x, [[0, 0], [reach, 0], [0, 0]]);
}

/** Adds the bias and applies the activation, in the layer's own data format. */
export function finish(call: ForwardCall, x: tf.Tensor, channelAxis = -1): tf.Tensor {
  const bias = call.weights.bias;
  const at = channelAxis < 0 ? channelAxis + x.rank : channelAxis;
  const shifted = bias === undefined ? x : tf.add(x, at === x.rank - 1 ? bias : tf.reshape(bias, x.shape.map((_, i) => (i === at ? bias.size : 1))));
  return call.activate(shifted);
}

function convolution(type: string, run: (call: ForwardCall, x: tf.Tensor) => tf.Tensor): Forward {
  return defineForward({
    type,
    call(call) {
      const { channelsFirst } = call.config;
      return finish(call, channelsLast(only(call), channelsFirst, (x) => run(call, x)), channelsFirst ? 1 : -1);
    },
  });
}

/** Conv1D, Conv2D, Conv3D. */
export const convolutionLayer = (type: string, spatial: number): Forward =>
  convolution(type, (call, x) => convolve(padCausally(call, x), call.weights.kernel!, { ...convOptions(call, spatial), groups: call.config.number('groups', 1) }));

/** Conv1DTranspose, Conv2DTranspose, Conv3DTranspose. */
export const transposedLayer = (type: string, spatial: number): Forward =>
  convolution(type, (call, x) =>
    convolveTransposed(x, call.weights.kernel!, {
      ...convOptions(call, spatial),
      outputPadding: call.config.get('outputPadding') === null || call.config.get('outputPadding') === undefined ? null : call.config.lengths('outputPadding', spatial),
    }),
  );

/** DepthwiseConv1D, DepthwiseConv2D. Keras names the weight `kernel` (older versions: `depthwise_kernel`). */
export const depthwiseLayer = (type: string, spatial: number): Forward =>
  convolution(type, (call, x) => {
    const name = call.weights.kernel ? 'kernel' : 'depthwise_kernel';
    return depthwise(padCausally(call, x, name), call.weights[name]!, convOptions(call, spatial));
  });

/** SeparableConv1D, SeparableConv2D: a depthwise convolution, then one of window 1. */
export const separableLayer = (type: string, spatial: number): Forward =>
  convolution(type, (call, x) => {
    const ones = Array.from({ length: spatial }, () => 1);
    const spread = depthwise(padCausally(call, x, 'depthwise_kernel'), call.weights.depthwise_kernel!, convOptions(call, spatial));
    return convolve(spread, call.weights.pointwise_kernel!, { strides: ones, padding: 'valid', dilation: ones });
  });
