/** Reads NumPy's `.npy` and `.npz` (numpy/lib/format.py: magic, version, header as a Python literal, values in row or column order). */
import { unzipSync } from 'fflate';
import { UserError } from '../errors.js';
import { rowSize, type NumericArray } from './rows.js';

type Values = NumericArray['values'];
type Reader = (view: DataView, at: number) => number;

interface Kind {
  readonly bytes: number;
  readonly make: (length: number) => Values;
  readonly read: Reader;
}

const kinds: Record<string, Kind> = {
  f8: { bytes: 8, make: (n) => new Float64Array(n), read: (v, at) => v.getFloat64(at, true) },
  f4: { bytes: 4, make: (n) => new Float32Array(n), read: (v, at) => v.getFloat32(at, true) },
  f2: { bytes: 2, make: (n) => new Float32Array(n), read: (v, at) => half(v.getUint16(at, true)) },
  i8: { bytes: 8, make: (n) => new Int32Array(n), read: (v, at) => Number(v.getBigInt64(at, true)) },
  u8: { bytes: 8, make: (n) => new Uint32Array(n), read: (v, at) => Number(v.getBigUint64(at, true)) },
  i4: { bytes: 4, make: (n) => new Int32Array(n), read: (v, at) => v.getInt32(at, true) },
  u4: { bytes: 4, make: (n) => new Uint32Array(n), read: (v, at) => v.getUint32(at, true) },
  i2: { bytes: 2, make: (n) => new Int16Array(n), read: (v, at) => v.getInt16(at, true) },
  u2: { bytes: 2, make: (n) => new Uint16Array(n), read: (v, at) => v.getUint16(at, true) },
  i1: { bytes: 1, make: (n) => new Int8Array(n), read: (v, at) => v.getInt8(at) },
  u1: { bytes: 1, make: (n) => new Uint8Array(n), read: (v, at) => v.getUint8(at) },
  b1: { bytes: 1, make: (n) => new Uint8Array(n), read: (v, at) => v.getUint8(at) },
};

/** IEEE 754 half precision. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return exponent === 31 ? (fraction ? NaN : sign * Infinity) : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** One array. Throws a UserError on anything that is not a numeric `.npy`. */
export function readNpy(bytes: Uint8Array, name: string): NumericArray {
  const magic = String.fromCharCode(...bytes.subarray(1, 6));
  if (bytes[0] !== 0x93 || magic !== 'NUMPY') throw new UserError(`"${name}" is not a NumPy array: it does not begin as a .npy file does. Write it with numpy.save or numpy.savez.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! >= 2;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (wide ? 12 : 10) + length;
  const header = new TextDecoder().decode(bytes.subarray(wide ? 12 : 10, start));
  const descr = /'descr':\s*'([<>|=])([a-zA-Z])(\d+)'/.exec(header);
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header);
  if (!descr || !shapeText) throw new UserError(`"${name}" holds an array of a kind that cannot be read here (${header.trim().slice(0, 60)}). Save an array of numbers.`);
  const kind = kinds[`${descr[2]!.toLowerCase()}${descr[3]!}`];
  if (!kind || descr[1] === '>') throw new UserError(`"${name}" holds values of type ${descr[1]}${descr[2]}${descr[3]}, which cannot be read here. Save it as uint8, int32 or float32.`);
  const shape = shapeText[1]!.split(',').map((part) => part.trim()).filter(Boolean).map(Number);
  const count = rowSize(shape);
  if (bytes.byteLength < start + count * kind.bytes) throw new UserError(`"${name}" is cut off: its header says ${count} values, and fewer are there. Copy or download it again.`);
  const values = kind.make(count);
  if (kind.bytes === 1) values.set(new (values.constructor as typeof Uint8Array)(bytes.buffer, bytes.byteOffset + start, count));
  else for (let i = 0; i < count; i++) values[i] = kind.read(view, start + i * kind.bytes);
  return /'fortran_order':\s*True/.test(header) ? { shape, values: rowOrder(values, shape, kind) } : { shape, values };
}

/** From column order to row order. */
function rowOrder(values: Values, shape: readonly number[], kind: Kind): Values {
  const result = kind.make(values.length);
  const strides = shape.map((_, axis) => rowSize(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  for (let i = 0; i < result.length; i++) {
    result[i] = values[index.reduce((sum, at, axis) => sum + at * strides[axis]!, 0)]!;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return result;
}

/** The arrays of an `.npz`, by name. */
export function readNpz(bytes: Uint8Array, name: string): Record<string, NumericArray> {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes);
  } catch {
    throw new UserError(`"${name}" cannot be opened as .npz: it is not a whole zip file. Copy or download it again.`);
  }
  return Object.fromEntries(Object.entries(files).map(([file, content]) => [file.replace(/\.npy$/, ''), readNpy(content, `${name}: ${file}`)]));
}
