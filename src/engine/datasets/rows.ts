/** Arrays as the engine reads them: rows (samples) on demand, so that what does not fit into memory is never held whole. */
export type RowValues = Float32Array | Int32Array;

/** The pass over the data that a read belongs to: with a row's index it decides how augmentation changes that row. */
export interface Pass {
  readonly seed: number;
  readonly epoch: number;
  /** How far the pass is: what is read there, images and labels alike, is changed as one batch by layers that mix the images of a batch. */
  readonly at?: number;
}

/** Positions in `indices` of rows that could not be read; their values mean nothing. */
export type Unreadable = readonly number[];

/** Types of NumPy's so small that what programs work out in them leaves their range. */
export type SmallType = 'uint8' | 'int8' | 'uint16' | 'int16';

const smallTypes: Readonly<Record<SmallType, new (length: number) => { [index: number]: number }>> = { uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array };

/** The small type of this name, or of these values. */
export const smallType = (of: string | ArrayLike<number>): SmallType | undefined => (Object.keys(smallTypes) as SmallType[]).find((name) => (typeof of === 'string' ? of === name : of instanceof smallTypes[name]));

/** What is left of a number in a type. */
export function within(type: SmallType): (x: number) => number {
  const one = new smallTypes[type](1);
  return (x) => {
    one[0] = Math.trunc(x);
    return one[0];
  };
}

export interface Rows {
  readonly count: number;
  /** Shape of one row. */
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  /** The type of whole numbers that begin again behind the largest of it, where these are of such a one. */
  readonly small?: SmallType | undefined;
  /** The number of rows that the file's author counted on, where these are only a part of them (a bundled subset). */
  readonly nominal?: number;
  /**
   * Writes rows one after the other: `into` holds `indices.length` times the row's size, of the rows' type. Without a pass nothing is
   * changed at random: the rows are as a person would look at them.
   */
  read(indices: ArrayLike<number>, into: RowValues, pass?: Pass): Promise<Unreadable | undefined> | Unreadable | undefined;
}

export const rowSize = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Memory for `count` rows. */
export function space(rows: Pick<Rows, 'shape' | 'dtype'>, count: number): RowValues {
  const size = rowSize(rows.shape) * count;
  return rows.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
}

/** Rows computed from other rows: `change` turns the raw values of some rows into their new ones. */
export function derived(rows: Rows, as: Pick<Rows, 'shape' | 'dtype'>, change: (raw: RowValues, into: RowValues, indices: ArrayLike<number>, pass: Pass | undefined) => void | Promise<void>): Rows {
  return {
    ...rows,
    ...as,
    async read(indices, into, pass) {
      const raw = space(rows, indices.length);
      const unreadable = await rows.read(indices, raw, pass);
      await change(raw, into, indices, pass);
      return unreadable;
    },
  };
}

/** A whole array in memory: `shape` with the rows first. */
export interface NumericArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;
}

export function rowsOf({ shape, values }: NumericArray): Rows {
  const [count = 0, ...row] = shape;
  const size = rowSize(row);
  const integers = !(values instanceof Float32Array || values instanceof Float64Array);
  return {
    count,
    shape: row,
    dtype: integers ? 'int32' : 'float32',
    small: smallType(values),
    read(indices, into) {
      for (let i = 0; i < indices.length; i++) {
        const from = indices[i]! * size;
        into.set(values.subarray(from, from + size), i * size);
      }
      return undefined;
    },
  };
}

/** The rows at some places, in their order. */
export function rowsAt(rows: Rows, places: ArrayLike<number>): Rows {
  const { nominal: _nominal, ...rest } = rows;
  return { ...rest, count: places.length, read: (indices, into, pass) => rows.read(Array.from(indices, (i) => places[i]!), into, pass) };
}

/** Where a Python slice begins and ends in `count` rows. */
export function sliceBounds(count: number, from: number | null, to: number | null): [start: number, end: number] {
  const at = (value: number): number => Math.min(Math.max(value < 0 ? value + count : value, 0), count);
  const start = at(from ?? 0);
  return [start, Math.max(at(to ?? count), start)];
}

/**
 * Some of the rows, from and to as in a Python slice. Of a part of a dataset the rows that it has are taken: `x[:1280]` of 6,000 rows are
 * 1,280, `x[:50000]` all 6,000. Positions from the end count from the end of what is there.
 */
export function sliceRows(rows: Rows, from: number | null, to: number | null): Rows {
  const [start, end] = sliceBounds(rows.count, from, to);
  const { nominal, ...rest } = rows;
  const part: Rows = { ...rest, count: end - start, read: (indices, into, pass) => rows.read(Array.from(indices, (i) => i + start), into, pass) };
  if (nominal === undefined) return part;
  const [nominalStart, nominalEnd] = sliceBounds(nominal, from, to);
  return nominalEnd - nominalStart === part.count ? part : { ...part, nominal: nominalEnd - nominalStart };
}
