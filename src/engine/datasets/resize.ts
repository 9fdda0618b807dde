/** `tf.image.resize` of a data pipeline: nearest or bilinear with half-pixel centres, no antialiasing (TensorFlow's default). */
import type { DataStep } from '../../core/recipe/types.js';
import { UserError } from '../errors.js';
import { rowSize, space, type Rows } from './rows.js';

export function resized(rows: Rows, { height, width, interpolation }: Extract<DataStep, { op: 'resize' }>): Rows {
  const [tall, wide, channels] = rows.shape;
  if (tall === undefined || wide === undefined || channels === undefined || rows.shape.length !== 3) {
    throw new UserError(`Only images (height, width, channels) can be resized, and the samples have shape (${rows.shape.join(', ')}). Add a channel axis first.`);
  }
  if (interpolation !== 'bilinear' && interpolation !== 'nearest') throw new UserError(`Images are resized with "${interpolation}" interpolation, which cannot be run here yet. Use "bilinear" or "nearest".`);
  const [ys, xs] = [positions(tall, height), positions(wide, width)];
  const size = rowSize(rows.shape);
  return {
    count: rows.count,
    shape: [height, width, channels],
    dtype: 'float32',
    async read(indices, into) {
      const raw = space(rows, indices.length);
      await rows.read(indices, raw);
      let at = 0;
      for (let image = 0; image < indices.length; image++) {
        const pixel = (y: number, x: number, c: number): number => raw[image * size + (y * wide + x) * channels + c]!;
        for (const y of ys) {
          for (const x of xs) {
            for (let c = 0; c < channels; c++) {
              if (interpolation === 'nearest') into[at++] = pixel(y.nearest, x.nearest, c);
              else {
                const above = pixel(y.low, x.low, c) * (1 - x.share) + pixel(y.low, x.high, c) * x.share;
                const below = pixel(y.high, x.low, c) * (1 - x.share) + pixel(y.high, x.high, c) * x.share;
                into[at++] = above * (1 - y.share) + below * y.share;
              }
            }
          }
        }
      }
    },
  };
}

/** Where each output position lies in the input. */
function positions(from: number, to: number): { low: number; high: number; share: number; nearest: number }[] {
  return Array.from({ length: to }, (_, i) => {
    const at = ((i + 0.5) * from) / to - 0.5;
    const low = Math.floor(at);
    return { low: Math.max(low, 0), high: Math.min(low + 1, from - 1), share: at - low, nearest: Math.min(Math.floor(((i + 0.5) * from) / to), from - 1) };
  });
}
