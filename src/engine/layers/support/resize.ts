/**
 * Resizing of images [batch, height, width, channels] as `tf.image.resize` does it (half-pixel centres). Each axis is one product with a
 * constant matrix of weights: so every interpolation, antialiased or not, has its exact gradient, which tfjs's own resizing has not.
 */
import { UserError } from '../../errors.js';
import { tf } from '../../trace/tensorflow.js';

interface Filter {
  readonly radius: number;
  weight(distance: number): number;
}

/** Keys's cubic (1981) with a = -0.5. */
const keys = (a: number): Filter['weight'] => (x) => {
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
};
const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const lanczos = (radius: number): Filter => ({ radius, weight: (x) => (x < radius ? sinc(x) * sinc(x / radius) : 0) });

const filters: Readonly<Record<string, Filter>> = {
  bilinear: { radius: 1, weight: (x) => Math.max(1 - x, 0) },
  bicubic: { radius: 2, weight: keys(-0.5) },
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
};

/** Weights [to, from] of one axis. */
function weights(from: number, to: number, interpolation: string, antialias: boolean): Float32Array {
  const matrix = new Float32Array(to * from);
  const scale = from / to;
  if (interpolation === 'nearest') {
    for (let i = 0; i < to; i++) matrix[i * from + Math.min(Math.floor((i + 0.5) * scale), from - 1)] = 1;
    return matrix;
  }
  const filter = filters[interpolation];
  if (filter === undefined) throw new UserError(`Images are resized with "${interpolation}", which cannot be run here. Use "bilinear", "nearest", "bicubic", "lanczos3" or "lanczos5".`);
  const stretch = antialias ? Math.max(scale, 1) : 1;
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const row = matrix.subarray(i * from, (i + 1) * from);
    if (interpolation === 'bilinear' && !antialias) {
      const at = centre - 0.5;
      const low = Math.floor(at);
      row[Math.min(Math.max(low, 0), from - 1)]! += 1 - (at - low);
      row[Math.min(Math.max(low + 1, 0), from - 1)]! += at - low;
      continue;
    }
    // Without antialiasing TensorFlow looks cubic weights up in a table of 1024 distances.
    const exact = centre - 0.5;
    const at = interpolation === 'bicubic' && !antialias ? Math.floor(exact) + Math.round((exact - Math.floor(exact)) * 1024) / 1024 : exact;
    let sum = 0;
    for (let k = Math.max(Math.floor(centre - filter.radius * stretch), 0); k <= Math.min(Math.ceil(centre + filter.radius * stretch), from - 1); k++) {
      row[k] = filter.weight(Math.abs(k - at) / stretch);
      sum += row[k]!;
    }
    if (sum !== 0) for (let k = 0; k < from; k++) row[k]! /= sum;
  }
  return matrix;
}

/** x [batch, height, width, channels] to another height and width. */
export function resize(x: tf.Tensor, [height, width]: readonly [number, number], interpolation: string, antialias = false): tf.Tensor {
  const [batch, tall, wide, channels] = x.shape as [number, number, number, number];
  let result = x;
  if (height !== tall || interpolation !== 'nearest') {
    const rows = tf.tensor(weights(tall, height, interpolation, antialias), [1, height, tall]);
    result = tf.reshape(tf.matMul(tf.tile(rows, [batch, 1, 1]), tf.reshape(result, [batch, tall, wide * channels])), [batch, height, wide, channels]);
  }
  if (width !== wide || interpolation !== 'nearest') {
    const columns = tf.tensor(weights(wide, width, interpolation, antialias), [1, width, wide]);
    result = tf.reshape(tf.matMul(tf.tile(columns, [batch * height, 1, 1]), tf.reshape(result, [batch * height, wide, channels])), [batch, height, width, channels]);
  }
  return result;
}
