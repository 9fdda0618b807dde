/**
 * Convolutions over one, two or three spatial axes, channels last, as TensorFlow computes them. tfjs has no gradient for dilated
 * convolutions and no groups; both are said here with the operations that it has.
 */
import { tf } from '../../trace/tensorflow.js';

export interface ConvOptions {
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly dilation: readonly number[];
  readonly groups?: number;
}

const pair = (values: readonly number[]): [number, number] => [values[0]!, values[1]!];
const triple = (values: readonly number[]): [number, number, number] => [values[0]!, values[1]!, values[2]!];
const dilates = (dilation: readonly number[]): boolean => dilation.some((rate) => rate > 1);

/** x [batch, ...spatial, channels] with kernel [...window, channels / groups, filters]. */
export function convolve(x: tf.Tensor, kernel: tf.Tensor, options: ConvOptions): tf.Tensor {
  const { strides, padding, dilation, groups = 1 } = options;
  if (groups > 1) {
    const kernels = tf.split(kernel, groups, -1);
    return tf.concat(tf.split(x, groups, -1).map((part, i) => convolve(part, kernels[i]!, { ...options, groups: 1 })), -1);
  }
  if (x.rank === 3) return asImage(x, (image) => convolve(image, tf.expandDims(kernel, 0), { strides: [1, ...strides], padding, dilation: [1, ...dilation] }));
  if (x.rank === 5) return tf.conv3d(x as tf.Tensor5D, dilateKernel(kernel, dilation) as tf.Tensor5D, triple(strides), padding);
  if (!dilates(dilation)) return tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, pair(strides), padding);
  const window = pair(kernel.shape);
  return dilatedConv2d(padding === 'same' ? padSame(x, window, dilation) : x, kernel, pair(dilation));
}

/** x [batch, height, width, channels] with kernel [height, width, channels, multiplier]; one spatial axis likewise. */
export function depthwise(x: tf.Tensor, kernel: tf.Tensor, options: ConvOptions): tf.Tensor {
  const { strides, padding, dilation } = options;
  if (x.rank === 3) return asImage(x, (image) => depthwise(image, tf.expandDims(kernel, 0), { strides: [1, ...strides], padding, dilation: [1, ...dilation] }));
  if (!dilates(dilation)) return tf.depthwiseConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, pair(strides), padding);
  const window = pair(kernel.shape);
  return dilatedDepthwise(padding === 'same' ? padSame(x, window, dilation) : x, kernel, pair(dilation));
}

export interface TransposeOptions extends ConvOptions {
  readonly outputPadding: readonly number[] | null;
}

/** Transposed convolution: x [batch, ...spatial, channels] with kernel [...window, filters, channels]. */
export function convolveTransposed(x: tf.Tensor, kernel: tf.Tensor, options: TransposeOptions): tf.Tensor {
  if (x.rank === 3) {
    const { strides, dilation, outputPadding } = options;
    return asImage(x, (image) =>
      convolveTransposed(image, tf.expandDims(kernel, 0), { ...options, strides: [1, ...strides], dilation: [1, ...dilation], outputPadding: outputPadding && [0, ...outputPadding] }),
    );
  }
  const spatial = x.rank - 2;
  const lengths = Array.from({ length: spatial }, (_, i) => transposedLength(x.shape[i + 1]!, kernel.shape[i]!, options, i));
  const filters = kernel.shape[spatial]!;
  const window = dilateKernel(kernel, options.dilation);
  if (spatial === 3) return transposed3d(x, window, [x.shape[0], ...triple(lengths), filters], triple(options.strides), options.padding);
  return tf.conv2dTranspose(x as tf.Tensor4D, window as tf.Tensor4D, [x.shape[0], ...pair(lengths), filters], pair(options.strides), options.padding);
}

/** tfjs's transposed convolution over three axes has no gradient; it is the convolution whose gradient the forward pass is. */
function transposed3d(x: tf.Tensor, kernel: tf.Tensor, shape: [number, number, number, number, number], strides: [number, number, number], padding: 'valid' | 'same'): tf.Tensor {
  return tf.customGrad((...given) => {
    const [input, weights, save] = given as unknown as [tf.Tensor5D, tf.Tensor5D, (tensors: tf.Tensor[]) => void];
    save([input, weights]);
    return {
      value: tf.conv3dTranspose(input, weights, shape, strides, padding),
      gradFunc: (dy, saved) => {
        const [original, window] = saved as [tf.Tensor5D, tf.Tensor5D];
        const dw = tf.engine().runKernel('Conv3DBackpropFilterV2', { x: dy, dy: original }, { strides, pad: padding, filterShape: window.shape });
        return [tf.conv3d(dy as tf.Tensor5D, window, strides, padding), dw as tf.Tensor];
      },
    };
  })(x, kernel);
}

/** Keras's `compute_conv_transpose_output_shape`, one axis. */
function transposedLength(length: number, window: number, { strides, padding, dilation, outputPadding }: TransposeOptions, axis: number): number {
  const stride = strides[axis]!;
  const reach = (window - 1) * dilation[axis]! + 1;
  const extra = outputPadding?.[axis];
  if (extra === undefined || outputPadding === null) return padding === 'valid' ? length * stride + Math.max(reach - stride, 0) : length * stride;
  const pad = padding === 'same' ? Math.floor(reach / 2) : 0;
  return (length - 1) * stride + reach - 2 * pad + extra;
}

/** A sequence [batch, steps, channels] as an image of height 1. */
function asImage(x: tf.Tensor, run: (image: tf.Tensor) => tf.Tensor): tf.Tensor {
  return tf.squeeze(run(tf.expandDims(x, 1)), [1]);
}

function padSame(x: tf.Tensor, window: readonly number[], dilation: readonly number[]): tf.Tensor {
  const around = window.map((size, i): [number, number] => {
    const total = dilation[i]! * (size - 1);
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  });
  return tf.pad(x, [[0, 0], ...around, [0, 0]]);
}

/** Puts zeros between a kernel's weights, so that a plain convolution does what a dilated one would. */
export function dilateKernel(kernel: tf.Tensor, dilation: readonly number[]): tf.Tensor {
  let result = kernel;
  dilation.forEach((rate, axis) => {
    if (rate === 1) return;
    const shape = result.shape;
    const before = shape.slice(0, axis).reduce((a, b) => a * b, 1);
    const after = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const size = shape[axis]!;
    const spread = tf.reshape(tf.pad(tf.reshape(result, [before, size, 1, after]), [[0, 0], [0, 0], [0, rate - 1], [0, 0]]), [before, size * rate, after]);
    const length = rate * (size - 1) + 1;
    result = tf.reshape(tf.slice(spread, [0, 0, 0], [before, length, after]), [...shape.slice(0, axis), length, ...shape.slice(axis + 1)]);
  });
  return result;
}

/**
 * Dilated convolution without padding and with stride 1, and its gradient: towards the input a dilated convolution with the turned
 * kernel, towards the kernel a convolution of input and output gradient with batch and channels exchanged, striding by the dilation.
 */
function dilatedConv2d(x: tf.Tensor, kernel: tf.Tensor, dilation: [number, number]): tf.Tensor {
  const plain = (a: tf.Tensor, b: tf.Tensor, strides: [number, number], rate: [number, number]): tf.Tensor =>
    tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, 'valid', 'NHWC', rate);
  return tf.customGrad((...given) => {
    const [input, weights, save] = given as unknown as [tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([input, weights]);
    return {
      value: plain(input, weights, [1, 1], dilation),
      gradFunc: (dy, saved) => {
        const [image, window] = saved as [tf.Tensor, tf.Tensor];
        const turned = tf.transpose(tf.reverse(window, [0, 1]), [0, 1, 3, 2]);
        const dx = plain(padFully(dy, window.shape, dilation), turned, [1, 1], dilation);
        const dw = plain(tf.transpose(image, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3]), dilation, [1, 1]);
        return [dx, tf.transpose(dw, [1, 2, 0, 3])];
      },
    };
  })(x, kernel);
}

function dilatedDepthwise(x: tf.Tensor, kernel: tf.Tensor, dilation: [number, number]): tf.Tensor {
  const plain = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, [1, 1], 'valid', 'NHWC', dilation);
  return tf.customGrad((...given) => {
    const [input, weights, save] = given as unknown as [tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([input, weights]);
    return {
      value: plain(input, weights),
      gradFunc: (dy, saved) => {
        const [image, window] = saved as [tf.Tensor, tf.Tensor];
        const [height, width, channels, multiplier] = window.shape as [number, number, number, number];
        const turned = tf.reshape(tf.reverse(window, [0, 1]), [height, width, channels * multiplier, 1]);
        const spread = plain(padFully(dy, window.shape, dilation), turned);
        const dx = multiplier === 1 ? spread : tf.sum(tf.reshape(spread, [image.size / channels, channels, multiplier]), 2);
        const [batch, rows, columns] = dy.shape as [number, number, number];
        const grouped = tf.reshape(dy, [batch * rows * columns, channels, multiplier]);
        const taps: tf.Tensor[] = [];
        for (let i = 0; i < height; i++) {
          for (let j = 0; j < width; j++) {
            const seen = tf.slice(image, [0, i * dilation[0], j * dilation[1], 0], [batch, rows, columns, channels]);
            taps.push(tf.sum(tf.mul(tf.reshape(seen, [batch * rows * columns, channels, 1]), grouped), 0));
          }
        }
        return [tf.reshape(dx, image.shape), tf.reshape(tf.stack(taps), window.shape)];
      },
    };
  })(x, kernel);
}

function padFully(dy: tf.Tensor, window: readonly number[], dilation: readonly number[]): tf.Tensor {
  const [tall, wide] = [dilation[0]! * (window[0]! - 1), dilation[1]! * (window[1]! - 1)];
  return tf.pad(dy, [[0, 0], [tall, tall], [wide, wide], [0, 0]]);
}
