/** Reads and writes HDF5 in memory (h5wasm's own file system), so that files on disk are always written whole. */
import type * as H5 from 'h5wasm';
import { UserError } from '../errors.js';
import { fromBrain, fromHalf } from './half.js';

export interface H5Array {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
}

export interface H5Tree {
  /** By full path, e.g. `layers/conv2d/vars/0`. */
  readonly arrays: ReadonlyMap<string, H5Array>;
  /** Text attributes of groups, by group path. */
  readonly names: ReadonlyMap<string, string>;
}

/** Text attributes of groups by group path and name, e.g. `model_weights/dense@weight_names`; those of the file itself under the empty path. */
export type H5Attributes = ReadonlyMap<string, string | readonly string[]>;

/** The package can only be imported, never required; so it is loaded when first needed, however this module was. */
const library = async (): Promise<typeof H5> => {
  const loaded = await import('h5wasm');
  await loaded.ready;
  return loaded;
};

/** h5wasm's types are named as Python's struct module names them. */
const kinds = new Map<unknown, string>([[Float32Array, '<f'], [Float64Array, '<d'], [Int32Array, '<i'], [BigInt64Array, '<q'], [Uint8Array, '<B']]);
let counter = 0;

/** An HDF5 file with these arrays and attributes; every group of theirs is made, and each group in `names` gets a `name` attribute, as Keras writes them. */
export async function writeH5({ arrays, names }: H5Tree, attributes: H5Attributes = new Map()): Promise<Uint8Array> {
  const h5 = await library();
  const FS = h5.FS!;
  const path = `write${counter++}.h5`;
  const file = new h5.File(path, 'w');
  try {
    const made = new Set<string>();
    const group = (name: string): void => {
      const parts = name.split('/');
      for (let i = 1; i <= parts.length; i++) {
        const part = parts.slice(0, i).join('/');
        if (part !== '' && !made.has(part)) file.create_group(part);
        made.add(part);
      }
    };
    for (const [name, text] of names) {
      group(name);
      const made = file.get(name);
      if (made instanceof h5.Group) made.create_attribute('name', text);
    }
    for (const [place, value] of attributes) {
      const cut = place.lastIndexOf('@');
      const path = place.slice(0, cut);
      group(path);
      const made = path === '' ? file : file.get(path);
      if (made instanceof h5.Group) made.create_attribute(place.slice(cut + 1), typeof value === 'string' ? value : [...value]);
    }
    for (const [name, { shape, values }] of arrays) {
      const cut = name.lastIndexOf('/');
      group(name.slice(0, cut));
      file.create_dataset({ name, data: values, shape: [...shape], dtype: kinds.get(values.constructor) ?? '<f' });
    }
  } finally {
    file.close();
  }
  try {
    return FS.readFile(path).slice();
  } finally {
    FS.unlink(path);
  }
}

/** All arrays of an HDF5 file, and the attributes of its groups that are asked for. Throws a UserError where it is none. */
export async function readH5(bytes: Uint8Array, name: string, attributes: readonly string[] = []): Promise<H5Tree & { readonly attributes: H5Attributes }> {
  const h5 = await library();
  const FS = h5.FS!;
  const signature = [0x89, 0x48, 0x44, 0x46];
  if (!signature.every((byte, i) => bytes[i] === byte)) throw new UserError(`"${name}" is not an HDF5 file. Save the model again with model.save.`);
  const path = `read${counter++}.h5`;
  FS.writeFile(path, bytes);
  const arrays = new Map<string, H5Array>();
  const names = new Map<string, string>();
  const found = new Map<string, string | readonly string[]>();
  const file = new h5.File(path, 'r');
  try {
    visit(h5, file, '', arrays, names, attributes, found);
  } finally {
    file.close();
    FS.unlink(path);
  }
  return { arrays, names, attributes: found };
}

function visit(h5: typeof H5, group: H5.Group, path: string, arrays: Map<string, H5Array>, names: Map<string, string>, wanted: readonly string[], found: Map<string, string | readonly string[]>): void {
  for (const name of wanted) {
    const value: unknown = group.attrs[name]?.value;
    if (typeof value === 'string') found.set(`${path}@${name}`, value);
    else if (Array.isArray(value)) found.set(`${path}@${name}`, value.map((text) => decoded(String(text))));
  }
  const label = group.attrs.name?.value;
  if (typeof label === 'string') names.set(path, label);
  for (const key of group.keys()) {
    const at = path === '' ? key : `${path}/${key}`;
    const entry = group.get(key);
    if (entry instanceof h5.Group) visit(h5, entry, at, arrays, names, wanted, found);
    else if (entry instanceof h5.Dataset) {
      const values = numbersOf(h5, entry);
      if (values !== null) arrays.set(at, { shape: entry.shape ?? [], values });
    }
  }
}

/** h5wasm gives each byte of a list's texts as a letter; what is no UTF-8 stays as it is. */
function decoded(text: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(text, (letter) => (letter > '\xff' ? NaN : letter.charCodeAt(0))));
  } catch {
    return text;
  }
}

/** The numbers of a dataset; null where it holds none that are known. */
function numbersOf(h5: typeof H5, dataset: H5.Dataset): H5Array['values'] | null {
  const { type, size } = dataset.metadata;
  const { H5T_FLOAT, H5T_INTEGER, H5T_OPAQUE } = h5.Module.H5T_class_t;
  // h5wasm knows no float16; as whole numbers it gives the bits. Keras keeps bfloat16 as bytes and says so beside them.
  if (type === H5T_FLOAT.value && size === 2) return Float32Array.from((Object.create(dataset, { metadata: { value: { ...dataset.metadata, type: H5T_INTEGER.value } } }) as H5.Dataset).value as Uint16Array, fromHalf);
  const { value } = dataset;
  if (type === H5T_OPAQUE.value) return value instanceof Uint8Array && dataset.attrs['dtype']?.value === 'bfloat16' ? fromBrain(new Uint16Array(value.buffer, value.byteOffset, value.length / 2)) : null;
  const values = typeof value === 'number' ? Float32Array.of(value) : typeof value === 'bigint' ? BigInt64Array.of(value) : value;
  return ArrayBuffer.isView(values) ? (values as H5Array['values']) : null;
}
