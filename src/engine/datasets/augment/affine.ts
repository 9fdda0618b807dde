/**
 * Keras's legacy affine transform of one image (`keras/src/legacy/preprocessing/image.py`, `apply_affine_transform`) with
 * `scipy.ndimage.affine_transform` of order 0 or 1 beneath it (scipy/ndimage/src/ni_interpolation.c).
 */
export type FillMode = 'nearest' | 'constant' | 'reflect' | 'wrap';

export const fillModes: readonly FillMode[] = ['nearest', 'constant', 'reflect', 'wrap'];

/** Angles in degrees, shifts in pixels, zooms as factors: `tx` and `zx` along the rows' axis (height), as Keras names them. */
export interface AffineParameters {
  readonly theta: number;
  readonly tx: number;
  readonly ty: number;
  readonly shear: number;
  readonly zx: number;
  readonly zy: number;
}

export interface AffineOptions {
  readonly fillMode: FillMode;
  readonly cval: number;
  /** 0 takes the nearest pixel, 1 interpolates linearly. */
  readonly order: 0 | 1;
}

type Matrix = readonly [readonly [number, number, number], readonly [number, number, number], readonly [number, number, number]];

const product = (a: Matrix, b: Matrix): Matrix => a.map((row) => [0, 1, 2].map((j) => row[0] * b[0][j]! + row[1] * b[1][j]! + row[2] * b[2][j]!)) as unknown as Matrix;

/** The matrix that takes an output position (row, column, 1) to an input position; null where nothing changes. */
export function affineMatrix({ theta, tx, ty, shear, zx, zy }: AffineParameters, height: number, width: number): Matrix | null {
  const parts: Matrix[] = [];
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  if (theta !== 0) {
    const [cos, sin] = [Math.cos(radians(theta)), Math.sin(radians(theta))];
    parts.push([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]]);
  }
  if (tx !== 0 || ty !== 0) parts.push([[1, 0, tx], [0, 1, ty], [0, 0, 1]]);
  if (shear !== 0) parts.push([[1, -Math.sin(radians(shear)), 0], [0, Math.cos(radians(shear)), 0], [0, 0, 1]]);
  if (zx !== 1 || zy !== 1) parts.push([[zx, 0, 0], [0, zy, 0], [0, 0, 1]]);
  if (parts.length === 0) return null;
  const [down, across] = [height / 2 - 0.5, width / 2 - 0.5];
  const centred = product(product([[1, 0, down], [0, 1, across], [0, 0, 1]], parts.reduce(product)), [[1, 0, -down], [0, 1, -across], [0, 0, 1]]);
  // Keras exchanges the axes, because its matrices are written for (x, y).
  const [[a, b, c], [d, e, f]] = centred;
  return [[e, d, f], [b, a, c], [0, 0, 1]];
}

/** A transformed copy of an image with channels last. */
export function affineTransform(values: Float32Array, [height, width, channels]: readonly [number, number, number], parameters: AffineParameters, { fillMode, cval, order }: AffineOptions): Float32Array {
  const matrix = affineMatrix(parameters, height, width);
  if (matrix === null) return values;
  const into = new Float32Array(values.length);
  const [[a, b, c], [d, e, f]] = matrix;
  const map = extend[fillMode];
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += channels) {
      const row = map(a * y + b * x + c, height);
      const column = map(d * y + e * x + f, width);
      if (row === null || column === null) {
        into.fill(cval, at, at + channels);
        continue;
      }
      if (order === 0) {
        const from = (neighbour(Math.floor(row + 0.5), height, map) * width + neighbour(Math.floor(column + 0.5), width, map)) * channels;
        for (let k = 0; k < channels; k++) into[at + k] = values[from + k]!;
        continue;
      }
      const [top, left] = [Math.floor(row), Math.floor(column)];
      const [down, across] = [row - top, column - left];
      const [above, below] = [neighbour(top, height, map) * width, neighbour(top + 1, height, map) * width];
      const [first, second] = [neighbour(left, width, map), neighbour(left + 1, width, map)];
      for (let k = 0; k < channels; k++) {
        const upper = values[(above + first) * channels + k]! * (1 - across) + values[(above + second) * channels + k]! * across;
        const lower = values[(below + first) * channels + k]! * (1 - across) + values[(below + second) * channels + k]! * across;
        into[at + k] = upper * (1 - down) + lower * down;
      }
    }
  }
  return into;
}

/** The position inside an axis that stands for one outside of it; null where the fill value does. */
const extend: Readonly<Record<FillMode, (at: number, length: number) => number | null>> = {
  constant: (at, length) => (at < 0 || at > length - 1 ? null : at),
  nearest: (at, length) => Math.min(Math.max(at, 0), length - 1),
  wrap(at, length) {
    const period = length - 1;
    if (period <= 0) return 0;
    if (at < 0) return at + period * (Math.trunc(-at / period) + 1);
    return at > period ? at - period * Math.trunc(at / period) : at;
  },
  reflect(at, length) {
    const period = 2 * length;
    if (length <= 1) return 0;
    if (at < 0) {
      const inside = at < -period ? at + period * Math.trunc(-at / period) : at;
      return inside < -length ? inside + period : (inside > -1e-15 ? 1e-15 : -inside) - 1;
    }
    if (at <= length - 1) return at;
    const inside = at - period * Math.trunc(at / period);
    return inside >= length ? period - inside - 1 : inside;
  },
};

function neighbour(index: number, length: number, map: (at: number, length: number) => number | null): number {
  if (index >= 0 && index < length) return index;
  // Where a neighbour has no weight, which pixel it is does not matter.
  return Math.min(Math.max(Math.trunc(map(index, length) ?? index), 0), length - 1);
}
