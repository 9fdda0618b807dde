/** Arrays as the engine reads them: rows (samples) on demand, so that what does not fit into memory is never held whole. */
export type RowValues = Float32Array | Int32Array;

export interface Rows {
  readonly count: number;
  /** Shape of one row. */
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  /** The number of rows that the file's author counted on, where these are only a part of them (a bundled subset). */
  readonly nominal?: number;
  /** Writes rows one after the other: `into` holds `indices.length` times the row's size, of the rows' type. */
  read(indices: ArrayLike<number>, into: RowValues): Promise<void> | void;
}

export const rowSize = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Memory for `count` rows. */
export function space(rows: Pick<Rows, 'shape' | 'dtype'>, count: number): RowValues {
  const size = rowSize(rows.shape) * count;
  return rows.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
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
    read(indices, into) {
      for (let i = 0; i < indices.length; i++) {
        const from = indices[i]! * size;
        into.set(values.subarray(from, from + size), i * size);
      }
    },
  };
}

/**
 * Some of the rows, from and to as in a Python slice. Of a part of a dataset the same share is taken, so that `x[:50000]` and `x[50000:]`
 * still are training and validation.
 */
export function sliceRows(rows: Rows, from: number | null, to: number | null): Rows {
  const whole = rows.nominal ?? rows.count;
  const at = (value: number): number => Math.round((Math.min(Math.max(value < 0 ? value + whole : value, 0), whole) * rows.count) / whole);
  const [start, end] = [at(from ?? 0), at(to ?? whole)];
  const count = Math.max(end - start, 0);
  const { nominal: _nominal, ...rest } = rows;
  const part: Rows = { ...rest, count, read: (indices, into) => rows.read(Array.from(indices, (i) => i + start), into) };
  return whole === rows.count ? part : { ...part, nominal: Math.round((count * whole) / rows.count) };
}
