/** `tf.image.resize` of rows that are images. */
import type { DataStep } from '../../../core/recipe/types.js';
import { UserError } from '../../errors.js';
import { derived, rowSize, type Rows } from '../rows.js';
import { resizeTensorflow, resizeWithPad, tensorflowMethods } from './tensorflow.js';

export function resized(rows: Rows, { height, width, interpolation, pad }: Extract<DataStep, { op: 'resize' }>): Rows {
  const [tall, wide, channels] = rows.shape;
  if (tall === undefined || wide === undefined || channels === undefined || rows.shape.length !== 3) {
    throw new UserError(`Only images (height, width, channels) can be resized, and the samples have shape (${rows.shape.join(', ')}). Add a channel axis first.`);
  }
  if (!tensorflowMethods.includes(interpolation)) throw new UserError(`Images are resized with "${interpolation}" interpolation, which cannot be run here yet. Use ${tensorflowMethods.map((name) => `"${name}"`).join(' or ')}.`);
  const size = rowSize(rows.shape);
  const target = height * width * channels;
  return derived(rows, { shape: [height, width, channels], dtype: 'float32' }, (raw, into, indices) => {
    for (let i = 0; i < indices.length; i++) {
      const values = raw.subarray(i * size, (i + 1) * size);
      into.set((pad ? resizeWithPad : resizeTensorflow)({ height: tall, width: wide, channels, values }, height, width, interpolation).values, i * target);
    }
  });
}
