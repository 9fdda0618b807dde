import type { Dim, Shape } from '../../../../graph/types.js';
import { channelsOf, imageShape, slide } from '../../../../layers/windows.js';
import type { DataFormat } from '../../../../layers/params.js';
import { type OpCall, op } from '../rule.js';

const formatOf = (call: OpCall): DataFormat => (call.text('data_format') === 'channels_first' ? 'channels_first' : 'channels_last');
const paddingOf = (call: OpCall): 'same' | 'valid' => (call.text('padding')?.toLowerCase() === 'same' ? 'same' : 'valid');

/** One number for all spatial axes, or one each. */
function perAxis(given: readonly Dim[] | null, count: number): readonly Dim[] {
  if (given === null) return new Array<Dim>(count).fill(1);
  return given.length === 1 ? new Array<Dim>(count).fill(given[0]!) : given;
}

/** A window over (batch, ..., channels): `channels` says what comes out of how many went in. */
function slid(call: OpCall, tensor: string, size: readonly Dim[] | null, strides: readonly Dim[] | null, argument: string, channels: (before: Dim) => Dim) {
  const x = call.tensor(tensor);
  if (!x.shape || !size) return call.result(null, x.dtype);
  const spatial = x.shape.length - 2;
  const format = formatOf(call);
  const lengths = slide(call.name, x.shape, {
    size: perAxis(size, spatial), strides: perAxis(strides, spatial), dilation: perAxis(call.has('dilation_rate') ? call.integers('dilation_rate') : null, spatial), padding: paddingOf(call), format, argument,
  });
  return call.result(imageShape(x.shape[0]!, lengths, channels(channelsOf(x.shape, format)), format), x.dtype);
}

/** The spatial part of a kernel (..., in, out). */
const window = (kernel: Shape | null): Shape | null => kernel?.slice(0, -2) ?? null;
const times = (a: Dim, b: Dim): Dim => (a === null || b === null ? null : a * b);

function pool(call: OpCall) {
  const size = call.integers('pool_size');
  return slid(call, 'inputs', size, call.has('strides') ? call.integers('strides') : size, 'pool_size', (c) => c);
}

/** Convolutions and pooling as functions: `keras.ops.conv` and its like. Kernels are (..., in, out). */
export default {
  max_pool: op('max_pool(inputs, pool_size, strides=None, padding="valid", data_format=None)', pool),
  average_pool: op('average_pool(inputs, pool_size, strides=None, padding="valid", data_format=None)', pool),
  conv: op('conv(inputs, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1)', (call) => {
    const kernel = call.tensor('kernel').shape;
    return slid(call, 'inputs', window(kernel), call.integers('strides'), 'kernel', () => kernel?.at(-1) ?? null);
  }),
  depthwise_conv: op('depthwise_conv(inputs, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1)', (call) => {
    const kernel = call.tensor('kernel').shape;
    return slid(call, 'inputs', window(kernel), call.integers('strides'), 'kernel', (c) => times(c, kernel?.at(-1) ?? null));
  }),
  separable_conv: op('separable_conv(inputs, depthwise_kernel, pointwise_kernel, strides=1, padding="valid", data_format=None, dilation_rate=1)', (call) => {
    const pointwise = call.tensor('pointwise_kernel').shape;
    return slid(call, 'inputs', window(call.tensor('depthwise_kernel').shape), call.integers('strides'), 'depthwise_kernel', () => pointwise?.at(-1) ?? null);
  }),
  conv_transpose: op('conv_transpose(inputs, kernel, strides=1, padding="valid", output_padding=None, data_format=None, dilation_rate=1)', (call) => {
    const [x, kernel] = [call.tensor('inputs'), call.tensor('kernel').shape];
    if (!x.shape || !kernel || call.has('output_padding') || formatOf(call) === 'channels_first') return call.result(x.shape?.map(() => null) ?? null, x.dtype);
    const spatial = x.shape.length - 2;
    const strides = perAxis(call.integers('strides'), spatial);
    const dilation = perAxis(call.integers('dilation_rate'), spatial);
    const lengths = x.shape.slice(1, -1).map((d, i): Dim => {
      const [stride, size, spread] = [strides[i] ?? null, kernel[i] ?? null, dilation[i] ?? null];
      if (d === null || stride === null || size === null || spread === null) return null;
      return paddingOf(call) === 'same' ? d * stride : d * stride + Math.max(spread * (size - 1) + 1 - stride, 0);
    });
    return call.result([x.shape[0]!, ...lengths, kernel.at(-2) ?? null], x.dtype);
  }),
};
