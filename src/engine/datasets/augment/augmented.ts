/** Changes of images before they are trained on. Random ones of a row depend on the seed, the epoch and the row alone; of a batch, on how far the pass is. */
import { STEADY_LAYERS } from '../../../core/recipe/image-layers.js';
import type { DataStep, Part } from '../../../core/recipe/types.js';
import { UserError } from '../../errors.js';
import { generator } from '../../trace/random.js';
import { derived, rowSize, type Pass, type Rows } from '../rows.js';
import { imageChange } from './generator.js';
import { layerChange } from './layer.js';

type Augment = Extract<DataStep, { op: 'augment' }>;

/** One of the changes, in their order: of image `index` in a pass. */
interface Change {
  readonly shape: readonly number[];
  /** Whether it is the same without a pass. */
  readonly steady: boolean;
  apply(image: Float32Array, index: number, pass: Pass): Float32Array | Promise<Float32Array>;
}

/**
 * Rows that are changed anew in each pass, or in all as in the first where the step is `kept`. Read without a pass they are as they were but
 * for what is not random, unless a change gives images of another size. `place` is the step's among those that change images.
 */
export async function augmented(rows: Rows, step: Augment, place: number): Promise<Rows> {
  const [height, width, channels] = rows.shape;
  if (step.labelsOf !== undefined) {
    if (rows.shape.length !== 1) throw new UserError(`${step.parts[0]?.className ?? 'A layer'} blends labels of one number a class, and these have shape (${rows.shape.join(', ')}). Write keras.ops.one_hot(labels, num_classes=…) before it.`);
    return changedTogether(rows, step, step.labelsOf);
  }
  if (height === undefined || width === undefined || channels === undefined || rows.shape.length !== 3) {
    throw new UserError(`Only images (height, width, channels) can be augmented, and the samples have shape (${rows.shape.join(', ')}). Add a channel axis first.`);
  }
  if (step.together === true) return changedTogether(rows, step, place);
  const { parts, kept } = step;
  const changes: Change[] = [];
  for (const [i, part] of parts.entries()) changes.push(await changeOf(part, place + i, changes.at(-1)?.shape ?? rows.shape));
  const shape = changes.at(-1)?.shape ?? rows.shape;
  const [from, to] = [rowSize(rows.shape), rowSize(shape)];
  const resizes = shape.join() !== rows.shape.join();
  return derived(rows, { shape, dtype: 'float32' }, async (raw, into, indices, pass) => {
    const wanted = pass === undefined && !resizes ? changes.filter(({ steady }) => steady) : changes;
    for (let i = 0; i < indices.length; i++) {
      let image: Float32Array = Float32Array.from(raw.subarray(i * from, (i + 1) * from));
      for (const change of wanted) image = await change.apply(image, indices[i]!, passOf(pass, kept));
      into.set(image, i * to);
    }
  });
}

/** What a random change goes by; `kept` ones are in each epoch those of the first. */
const passOf = (pass: Pass | undefined, kept = false): Pass => (pass && !kept ? pass : { ...pass, seed: pass?.seed ?? 0, epoch: 0 });

/** The images of a batch, or their labels, changed by one call of a layer. */
async function changedTogether(rows: Rows, { parts: [part], kept, labelsOf }: Augment, place: number): Promise<Rows> {
  const layer = await layerChange(part!, rows.shape, labelsOf === undefined ? 'images' : 'labels');
  const steady = STEADY_LAYERS.has(part!.className);
  return derived(rows, { shape: layer.shape, dtype: 'float32' }, async (raw, into, indices, pass) => {
    if (indices.length === 0 || (pass === undefined && !steady)) return into.set(raw);
    const { seed, epoch, at } = passOf(pass, kept);
    into.set(await layer.apply(Float32Array.from(raw), indices.length, generator(seed, epoch, `augment batch ${at ?? indices[0]!} ${place}`)(), at ?? 0));
  });
}

async function changeOf(part: Part, place: number, shape: readonly number[]): Promise<Change> {
  if (part.className !== 'ImageDataGenerator') {
    const layer = await layerChange(part, shape, 'images');
    return { shape: layer.shape, steady: STEADY_LAYERS.has(part.className), apply: (image, index, { seed, epoch }) => layer.apply(image, 1, generator(seed, epoch, `augment ${index} ${place}`)(), index) };
  }
  const change = imageChange(part);
  const size = shape as readonly [number, number, number];
  return {
    shape,
    steady: false,
    apply(image, index, { seed, epoch }) {
      const next = generator(seed, epoch, `augment ${index}`);
      return change.apply(image, size, change.draw(size, () => (next() >>> 8) / 2 ** 24));
    },
  };
}
