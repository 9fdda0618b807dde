/** Random changes of images before they are trained on. Each row's change depends on the seed, the epoch and the row alone. */
import type { Part } from '../../../core/recipe/types.js';
import { UserError } from '../../errors.js';
import { generator } from '../../trace/random.js';
import { derived, rowSize, type Rows } from '../rows.js';
import { imageChange } from './generator.js';

/** Rows that are changed anew in each pass; read without a pass they are as they were. */
export function augmented(rows: Rows, parts: readonly Part[]): Rows {
  const [height, width, channels] = rows.shape;
  if (height === undefined || width === undefined || channels === undefined || rows.shape.length !== 3) {
    throw new UserError(`Only images (height, width, channels) can be augmented, and the samples have shape (${rows.shape.join(', ')}). Add a channel axis first.`);
  }
  const size = [height, width, channels] as const;
  const length = rowSize(rows.shape);
  const changes = parts.map((part) => {
    if (part.className !== 'ImageDataGenerator') throw new UserError(`The layer ${part.className} is applied to the data, which cannot be run here yet. Put it into the model, behind its input.`);
    return imageChange(part);
  });
  return derived(rows, { shape: rows.shape, dtype: 'float32' }, (raw, into, indices, pass) => {
    into.set(raw);
    if (pass === undefined) return;
    for (let i = 0; i < indices.length; i++) {
      const next = generator(pass.seed, pass.epoch, `augment ${indices[i]}`);
      const place = into.subarray(i * length, (i + 1) * length) as Float32Array;
      let image: Float32Array = place;
      for (const change of changes) image = change.apply(image, size, change.draw(size, () => (next() >>> 8) / 2 ** 24));
      if (image !== place) place.set(image);
    }
  });
}
