import type { BytePicture, DataRequest, DataSample, DataSamples, DataVariants, FileNote, SamplesQuery, ValueRange, VariantsQuery } from '../../core/protocol/data.js';
import { rowSize, space, type Pass, type Rows, type RowValues } from '../datasets/rows.js';
import { UserError } from '../errors.js';
import { leadingLayers, throughLeading } from './inside.js';
import { titleOf } from './overview.js';
import { drawn, imageSize, picturesOf, thumbnail } from './pixels.js';
import type { PreviewPart } from './session.js';

/** A training's own seed where none is given (`startTraining`): a preview shows the changes that it will make. */
const seed = 0;
/** Longer side of a picture on a sheet of samples. */
const thumb = 112;
/** Rows that are read at once: bounds the memory, whatever is asked for. */
const atOnce = 64;

/** Some samples of each group, evenly spread over it, and what their values are after preprocessing. */
export async function samplesOf(part: PreviewPart, { labels: groups, from, count }: SamplesQuery): Promise<DataSamples> {
  const chosen = groups.map((label) => spread(part, label, from, count));
  const pictures = new Map<number, DataSample>();
  const gauge = new Gauge();
  const missing = new Set<number>();
  const wanted = [...new Set(chosen.flatMap(({ indices }) => indices))];
  for (let at = 0; at < wanted.length; at += atOnce) {
    const indices = wanted.slice(at, at + atOnce);
    for (const sample of await pictured(part, indices)) pictures.set(sample.index, sample);
    const { rows, unreadable } = await readRows(part.data.x, indices, { seed, epoch: 0 });
    rows.forEach((row, i) => (unreadable.has(i) ? missing.add(indices[i]!) : gauge.add(row)));
  }
  return {
    groups: chosen.map(({ indices, ...group }) => ({ ...group, samples: indices.filter((index) => !missing.has(index)).map((index) => pictures.get(index)!) })),
    range: gauge.range,
    unreadable: [...missing].map((index) => noteOf(part, index)),
  };
}

/** One sample as the first epochs see it: read by the code that a training reads it by, then through the model's first layers. */
export async function variantsOf(part: PreviewPart, { index, count }: VariantsQuery, { graph }: DataRequest): Promise<DataVariants> {
  const { x, y } = part.data;
  if (!Number.isInteger(index) || index < 0 || index >= x.count) throw new UserError(`The ${part.role} data has ${x.count.toLocaleString('en-US')} samples, numbered from 0; ${index} was asked for.`);
  const leading = leadingLayers(graph);
  const shape = leading?.shape ?? x.shape;
  const size = imageSize(shape);
  if (size === null) throw new UserError(`A sample of shape (${x.shape.join(', ')}) is no image, so there is nothing to draw.`);
  const seen = async (pass: Pass | undefined): Promise<{ readonly image: Float32Array; readonly target: RowValues }> => {
    const { rows: [row], unreadable } = await readRows(x, [index], pass);
    if (unreadable.size > 0) throw new UserError(`${titleOf(part, index)} cannot be read: ${noteOf(part, index).reason}`);
    const { rows: [target] } = await readRows(y, [index], pass);
    const image = Float32Array.from(row!);
    return { image: leading ? await throughLeading(graph, leading, image, x.shape, { training: pass !== undefined, seed, index: pass?.epoch ?? 0 }) : image, target: target! };
  };
  const still = await seen(undefined);
  const epochs = [];
  for (let epoch = 0; epoch < count; epoch++) epochs.push(await seen({ seed, epoch }));
  const gauge = new Gauge();
  for (const { image } of [still, ...epochs]) gauge.add(image);
  const range = gauge.range!;
  const [sample] = await pictured(part, [index], Math.max(...size));
  return {
    sample: sample!,
    input: drawn(still.image, size, range.low, range.high),
    mask: maskOf(y, still.target),
    variants: epochs.map(({ image, target }, epoch) => ({ epoch: epoch + 1, picture: drawn(image, size, range.low, range.high), mask: maskOf(y, target) })),
    range: { ...range, samples: 1 },
  };
}

/** `count` samples of a class, evenly spread over it, behind the `from` first ones of this order. */
function spread({ data, labels }: PreviewPart, label: number | null, from: number, count: number): { readonly label: number | null; readonly total: number; readonly indices: number[] } {
  const all = label === null || labels === null ? null : [...labels.keys()].filter((index) => labels[index] === label);
  const total = all?.length ?? data.x.count;
  // The first `count` stand a step apart, the next ones behind each of them, and the rest of the division at the end: each sample comes once.
  const step = Math.max(1, Math.floor(total / count));
  const places = Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, i) => from + i).map((k) => (k < count * step ? (k % count) * step + Math.floor(k / count) : k));
  return { label, total, indices: places.map((place) => all?.[place] ?? place) };
}

async function pictured(part: PreviewPart, indices: readonly number[], most = thumb): Promise<DataSample[]> {
  const { data: { originals, y }, labels } = part;
  const pictures = originals && imageSize(originals.shape) ? (await picturesOf(originals, indices)).map((picture) => thumbnail(picture, most)) : indices.map(() => null);
  const masks = imageSize(y.shape) === null || labels !== null || y.shape.length < 2 ? indices.map(() => null) : (await readRows(y, indices)).rows.map((row) => maskOf(y, row));
  return indices.map((index, i) => ({ index, label: labels?.[index] ?? null, title: titleOf(part, index), picture: pictures[i]!, mask: masks[i] ? thumbnail(masks[i], most) : null }));
}

/** A target that is an image, from its least to its largest value; of one-hot classes the largest channel's number. */
function maskOf({ shape }: Rows, values: RowValues): BytePicture | null {
  const size = shape.length < 2 ? null : imageSize(shape);
  if (size === null) return null;
  const [height, width, channels] = size;
  const numbers = Float32Array.from(values);
  if (channels <= 1 || channels === 3) return drawn(numbers, size, 0, numbers.reduce((most, value) => Math.max(most, value), 0) || 1);
  const classes = Float32Array.from({ length: height * width }, (_, i) => numbers.subarray(i * channels, (i + 1) * channels).reduce((best, value, c, row) => (value > row[best]! ? c : best), 0));
  return drawn(classes, [height, width, 1], 0, channels - 1);
}

async function readRows(rows: Rows, indices: readonly number[], pass?: Pass): Promise<{ readonly rows: RowValues[]; readonly unreadable: ReadonlySet<number> }> {
  const [values, size] = [space(rows, indices.length), rowSize(rows.shape)];
  const unreadable = new Set(await rows.read(indices, values, pass));
  return { rows: indices.map((_, i) => values.subarray(i * size, (i + 1) * size)), unreadable };
}

function noteOf({ data: { files, unreadable } }: PreviewPart, index: number): FileNote {
  const path = files?.paths[index] ?? '';
  return { path, reason: unreadable?.get(path) ?? 'It could not be read.' };
}

/** The least, largest and mean value of what it is given. */
class Gauge {
  private low = Infinity;
  private high = -Infinity;
  private sum = 0;
  private values = 0;
  private samples = 0;

  add(row: ArrayLike<number>): void {
    this.samples++;
    this.values += row.length;
    for (let i = 0; i < row.length; i++) {
      const value = row[i]!;
      this.sum += value;
      if (value < this.low) this.low = value;
      if (value > this.high) this.high = value;
    }
  }

  /** Null before anything was added. */
  get range(): ValueRange | null {
    return this.samples === 0 ? null : { low: this.low, high: this.high, mean: this.sum / this.values, samples: this.samples };
  }
}
