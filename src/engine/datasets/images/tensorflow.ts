/** `tf.image.resize` without antialiasing, its default: nearest or bilinear with half-pixel centres (tensorflow/core/kernels/image/resize_bilinear_op.cc). */
import type { Image, Pixels } from './image.js';

export const tensorflowMethods: readonly string[] = ['bilinear', 'nearest'];

/** A resized copy; float32 as TensorFlow gives it for `bilinear`. */
export function resizeTensorflow<Values extends Pixels | Float32Array | Int32Array>(image: Image<Values>, height: number, width: number, method: string): Image<Float32Array> {
  const { channels } = image;
  const into = new Float32Array(height * width * channels);
  const [ys, xs] = [positions(image.height, height), positions(image.width, width)];
  const { values } = image;
  const across = image.width * channels;
  let at = 0;
  for (const y of ys) {
    for (const x of xs) {
      const [low, high] = [x.low * channels, x.high * channels];
      const [above, below] = [y.low * across, y.high * across];
      for (let c = 0; c < channels; c++) {
        if (method === 'nearest') into[at++] = values[y.nearest * across + x.nearest * channels + c]!;
        else {
          const top = between(values[above + low + c]!, values[above + high + c]!, x.share);
          const bottom = between(values[below + low + c]!, values[below + high + c]!, x.share);
          into[at++] = between(top, bottom, y.share);
        }
      }
    }
  }
  return { height, width, channels, values: into };
}

/** `tf.image.resize_with_pad` (tensorflow/python/ops/image_ops_impl.py): the image with its own proportions in the middle, zeros around it. */
export function resizeWithPad<Values extends Pixels | Float32Array | Int32Array>(image: Image<Values>, height: number, width: number, method: string): Image<Float32Array> {
  const { channels } = image;
  const ratio = Math.max(Math.fround(image.width / width), Math.fround(image.height / height));
  const [tall, wide] = [Math.fround(image.height / ratio), Math.fround(image.width / ratio)];
  const inner = resizeTensorflow(image, Math.floor(tall), Math.floor(wide), method);
  const [top, left] = [Math.max(0, Math.floor(Math.fround(height - tall) / 2)), Math.max(0, Math.floor(Math.fround(width - wide) / 2))];
  const values = new Float32Array(height * width * channels);
  for (let y = 0; y < inner.height; y++) values.set(inner.values.subarray(y * inner.width * channels, (y + 1) * inner.width * channels), ((y + top) * width + left) * channels);
  return { height, width, channels, values };
}

/** In single precision after each operation, which decides how the result is rounded to whole numbers. */
const between = (a: number, b: number, share: number): number => Math.fround(a + Math.fround(Math.fround(b - a) * share));

interface Position {
  readonly low: number;
  readonly high: number;
  readonly share: number;
  readonly nearest: number;
}

/** Where each output position lies in the input. TensorFlow computes in single precision, which decides ties. */
function positions(from: number, to: number): Position[] {
  const scale = Math.fround(from / to);
  return Array.from({ length: to }, (_, i) => {
    const centre = Math.fround(Math.fround(i + 0.5) * scale);
    const at = Math.fround(centre - 0.5);
    const low = Math.floor(at);
    return { low: Math.max(low, 0), high: Math.min(low + 1, from - 1), share: Math.fround(at - low), nearest: Math.min(Math.floor(centre), from - 1) };
  });
}
