/** Random changes of images before they are trained on. Each row's change depends on the seed, the epoch and the row alone. */
import type { Part } from '../../../core/recipe/types.js';
import { UserError } from '../../errors.js';
import { generator } from '../../trace/random.js';
import { derived, rowSize, type Pass, type Rows } from '../rows.js';
import { imageChange } from './generator.js';
import { layerChange } from './layer.js';

/** One of the changes, in their order: of image `index` in a pass. */
interface Change {
  readonly shape: readonly number[];
  apply(image: Float32Array, index: number, pass: Pass): Float32Array | Promise<Float32Array>;
}

/** Rows that are changed anew in each pass, or in all as in the first where that is `kept`. Read without a pass they are as they were, unless a change gives images of another size. */
export async function augmented(rows: Rows, parts: readonly Part[], kept: boolean): Promise<Rows> {
  const [height, width, channels] = rows.shape;
  if (height === undefined || width === undefined || channels === undefined || rows.shape.length !== 3) {
    throw new UserError(`Only images (height, width, channels) can be augmented, and the samples have shape (${rows.shape.join(', ')}). Add a channel axis first.`);
  }
  const changes: Change[] = [];
  for (const [i, part] of parts.entries()) changes.push(await changeOf(part, i, changes.at(-1)?.shape ?? rows.shape));
  const shape = changes.at(-1)?.shape ?? rows.shape;
  const [from, to] = [rowSize(rows.shape), rowSize(shape)];
  const resizes = shape.join() !== rows.shape.join();
  return derived(rows, { shape, dtype: 'float32' }, async (raw, into, indices, pass) => {
    if (pass === undefined && !resizes) return into.set(raw);
    for (let i = 0; i < indices.length; i++) {
      let image: Float32Array = Float32Array.from(raw.subarray(i * from, (i + 1) * from));
      for (const change of changes) image = await change.apply(image, indices[i]!, pass && !kept ? pass : { seed: pass?.seed ?? 0, epoch: 0 });
      into.set(image, i * to);
    }
  });
}

async function changeOf(part: Part, place: number, shape: readonly number[]): Promise<Change> {
  if (part.className !== 'ImageDataGenerator') {
    const layer = await layerChange(part, shape);
    return { shape: layer.shape, apply: (image, index, { seed, epoch }) => layer.apply(image, generator(seed, epoch, `augment ${index} ${place}`)(), index) };
  }
  const change = imageChange(part);
  const size = shape as readonly [number, number, number];
  return {
    shape,
    apply(image, index, { seed, epoch }) {
      const next = generator(seed, epoch, `augment ${index}`);
      return change.apply(image, size, change.draw(size, () => (next() >>> 8) / 2 ** 24));
    },
  };
}
