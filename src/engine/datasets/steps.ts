/** Applies a recipe's preprocessing to rows, as NumPy would to the whole array. */
import { roundEven } from '../../core/graph/round.js';
import { settled } from './files/bounds.js';
import type { DataStep } from '../../core/recipe/types.js';
import { UserError } from '../errors.js';
import { augmented } from './augment/augmented.js';
import { resized } from './images/resized.js';
import { partPlaces } from './split.js';
import { derived, rowsAt, rowSize, sliceRows, smallType, space, within, type RowValues, type Rows } from './rows.js';

/** Rows after all steps; `augments` changes of images came before them. Throws a UserError where a step does not fit the array. */
export async function applySteps(rows: Rows, steps: readonly DataStep[], augments = 0): Promise<Rows> {
  let result = rows;
  let place = augments;
  for (const step of steps) result = await applyStep(result, step, step.op === 'augment' ? place++ : place);
  return result;
}

async function applyStep(rows: Rows, step: DataStep, place: number): Promise<Rows> {
  switch (step.op) {
    case 'reshape':
      return reshaped(rows, step.shape);
    case 'cast':
      return cast(rows, step.dtype);
    case 'divide':
      return arithmetic(rows, step.by, (x, by) => x / by);
    case 'multiply':
      return whole(rows, arithmetic(rows, step.by, (x, by) => x * by), step);
    case 'add':
      return whole(rows, arithmetic(rows, step.by, (x, by) => x + by), step);
    case 'subtract':
      return whole(rows, arithmetic(rows, step.by, (x, by) => x - by), step);
    case 'expandDims': {
      const at = step.axis < 0 ? step.axis + rows.shape.length + 2 : step.axis;
      if (at === 0) throw new UserError('The data is given a new first axis (expand_dims), which would turn all samples into one. Use axis=-1 for a channel axis.');
      return { ...rows, shape: [...rows.shape.slice(0, at - 1), 1, ...rows.shape.slice(at - 1)] };
    }
    case 'squeeze': {
      const rank = rows.shape.length + 1;
      const at = step.axis === null ? null : (step.axis < 0 ? step.axis + rank : step.axis) - 1;
      return { ...rows, shape: rows.shape.filter((length, i) => (at === null ? length !== 1 : i !== at)) };
    }
    case 'reverseChannels':
      return reversed(rows);
    case 'round':
      return arithmetic(rows, 0, roundEven);
    case 'bins':
      return binned(rows, step.boundaries);
    case 'slice':
      return sliceRows(rows, settled(step.from), settled(step.to));
    case 'share':
      return sliceRows(rows, Math.trunc(step.from * rows.count), Math.trunc(step.to * rows.count));
    case 'pick':
      return rowsAt(rows, partPlaces(rows.count, step));
    case 'toCategorical':
      return oneHot(rows, step.classes);
    case 'preprocessInput':
      return preprocessed(rows, step.mode);
    case 'resize':
      return resized(rows, step);
    case 'augment':
      return augmented(rows, step, place);
    default:
      throw new UserError(`The data's preprocessing has the step "${(step as DataStep).op}", which cannot be run here yet. Leave it out, or train this model with Keras.`);
  }
}

/** The last axis from its end. */
function reversed(rows: Rows): Rows {
  const last = rows.shape.at(-1) ?? 1;
  return derived(rows, { shape: rows.shape, dtype: rows.dtype }, (raw, into) => {
    for (let i = 0; i < raw.length; i += last) for (let c = 0; c < last; c++) into[i + c] = raw[i + last - 1 - c]!;
  });
}

function reshaped(rows: Rows, shape: readonly number[]): Rows {
  // Of images the number is not known while one of them is looked at.
  if (shape[0] === -1 && !shape.slice(1).includes(-1) && rowSize(shape.slice(1)) === rowSize(rows.shape)) return { ...rows, shape: shape.slice(1) };
  const size = rowSize(rows.shape) * rows.count;
  const known = shape.filter((length) => length !== -1).reduce((a, b) => a * b, 1);
  const [first, ...row] = shape.map((length) => (length === -1 ? size / known : length));
  // The number of samples may be written out for the whole dataset.
  const count = first === rows.nominal ? rows.count : first;
  if (count !== rows.count || rowSize(row) !== rowSize(rows.shape)) {
    throw new UserError(`The data has ${rows.count} samples of shape (${rows.shape.join(', ')}), which cannot be reshaped to (${shape.join(', ')}). Use -1 for the number of samples and keep their size.`);
  }
  return { ...rows, shape: row };
}

/** Changes each value of rows that become float32. */
function mapped(rows: Rows, change: (values: Float32Array) => void): Rows {
  return derived(rows, { shape: rows.shape, dtype: 'float32' }, (raw, into) => {
    into.set(raw);
    change(into as Float32Array);
  });
}

function arithmetic(rows: Rows, by: number | readonly number[], change: (x: number, by: number) => number): Rows {
  if (typeof by === 'number') return mapped(rows, (values) => void values.forEach((x, i) => (values[i] = change(x, by))));
  const last = rows.shape.at(-1);
  if (last !== by.length) throw new UserError(`The data's last axis has ${last ?? 'no'} elements, and the preprocessing combines it with ${by.length} numbers. Give one number for each channel.`);
  return mapped(rows, (values) => void values.forEach((x, i) => (values[i] = change(x, by[i % by.length]!))));
}

/** Small whole numbers stay such. */
const whole = (rows: Rows, made: Rows, step: Extract<DataStep, { by: unknown }>): Rows => (step.whole && rows.small !== undefined && rows.dtype === 'int32' ? cast(made, rows.small) : made);

function cast(rows: Rows, dtype: string): Rows {
  if (/float|double/.test(dtype)) return rows.dtype === 'float32' ? rows : mapped(rows, () => undefined);
  if (!/int|bool/.test(dtype)) throw new UserError(`The data is cast to "${dtype}", which cannot be trained on. Use "float32".`);
  const small = smallType(dtype);
  const left = dtype === 'bool' ? (x: number) => Number(x !== 0) : small ? within(small) : Math.trunc;
  return { ...derived(rows, { shape: rows.shape, dtype: 'int32' }, (raw, into) => {
    for (let i = 0; i < raw.length; i++) into[i] = left(raw[i]!);
  }), small };
}

function binned(rows: Rows, boundaries: readonly number[]): Rows {
  const bounds = Float32Array.from(boundaries);
  return derived({ ...rows, small: undefined }, { shape: rows.shape, dtype: 'int32' }, (raw, into) => {
    for (let i = 0; i < raw.length; i++) {
      let bin = 0;
      while (bin < bounds.length && !(raw[i]! < bounds[bin]!)) bin++;
      into[i] = bin;
    }
  });
}

/** `keras.utils.to_categorical`. Without a number of classes it is the largest label and one. */
async function oneHot(rows: Rows, classes: number | null): Promise<Rows> {
  const labels = rows.shape.at(-1) === 1 ? rows.shape.slice(0, -1) : rows.shape;
  const perRow = rowSize(labels);
  const count = classes ?? (await largest(rows)) + 1;
  return derived(rows, { shape: [...labels, count], dtype: 'float32' }, (raw, into, indices) => {
    into.fill(0);
    for (let i = 0; i < raw.length; i++) {
      const label = Math.trunc(raw[i]!);
      if (label < 0 || label >= count) throw new UserError(`to_categorical was told ${count} classes, and sample ${indices[Math.floor(i / perRow)]} has the label ${label}. Give it as many classes as there are.`);
      into[i * count + label] = 1;
    }
  });
}

/** The largest value of all rows. */
export async function largest(rows: Rows): Promise<number> {
  let most = -Infinity;
  await eachChunk(rows, (values) => {
    for (const value of values) if (value > most) most = value;
  });
  return most;
}

/** The smallest value of all rows. */
export async function smallest(rows: Rows): Promise<number> {
  let least = Infinity;
  await eachChunk(rows, (values) => {
    for (const value of values) if (value < least) least = value;
  });
  return least;
}

/** All rows, some at a time. */
export async function eachChunk(rows: Rows, use: (values: RowValues, from: number) => void | Promise<void>, size = 1024): Promise<void> {
  for (let from = 0; from < rows.count; from += size) {
    const count = Math.min(size, rows.count - from);
    const values = space(rows, count);
    await rows.read(Array.from({ length: count }, (_, i) => from + i), values);
    await use(values, from);
  }
}

/** `keras.applications.imagenet_utils.preprocess_input` on channels-last RGB images. */
function preprocessed(rows: Rows, mode: 'caffe' | 'tf' | 'torch'): Rows {
  if (mode === 'tf') return arithmetic(arithmetic(rows, 127.5, (x, by) => x / by), 1, (x, by) => x - by);
  const [mean, deviation] = [[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]];
  if (mode === 'torch') return arithmetic(arithmetic(arithmetic(rows, 255, (x, by) => x / by), mean, (x, by) => x - by), deviation, (x, by) => x / by);
  const bgr = [103.939, 116.779, 123.68];
  return mapped(rows, (values) => {
    for (let i = 0; i + 2 < values.length; i += 3) {
      const red = values[i]!;
      values[i] = values[i + 2]! - bgr[0]!;
      values[i + 1]! -= bgr[1]!;
      values[i + 2] = red - bgr[2]!;
    }
  });
}
