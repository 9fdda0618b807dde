/** Finds what a file of a saved model says of the model: a few kilobytes, read in place, however large its weights are. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Json } from '../../core/modelfiles/json.js';
import type { SavedModel } from '../../core/modelfiles/saved.js';
import { fileStamp } from '../../core/modelfiles/stamp.js';
import { wordsOf } from '../../core/protocol/failure.js';
import { rootAttributes } from './hdf5.js';
import { zipEntry } from './zip.js';

export type Found = SavedModel | { readonly reason: string; readonly missing?: true };
/** Bytes of an open file. Throws a RangeError beyond its end. */
export type ReadBytes = (position: number, length: number) => Buffer;

/** What was found by path, read again when the file has changed. */
const known = new Map<string, { readonly stamp: string; readonly found: Found }>();

/** Looks up a path as a program names it: relative to the program's file, then to the workspace's folders. */
export function readModel(path: string, from: string, roots: readonly string[]): Found {
  const places = isAbsolute(path) ? [path] : [dirname(from), ...roots].map((root) => join(root, path));
  for (const place of places) {
    const stat = statSync(place, { throwIfNoEntry: false, bigint: true });
    if (stat?.isDirectory()) return { reason: `"${path}" is a folder (TensorFlow's SavedModel), which holds no layers. Keras 3 saves models as .keras files.` };
    if (!stat?.isFile()) continue;
    const stamp = fileStamp(stat);
    const remembered = known.get(place);
    if (remembered?.stamp === stamp) return remembered.found;
    const found = readFile(place, Number(stat.size));
    known.set(place, { stamp, found });
    return found;
  }
  return { reason: `The model is in "${path}", which was not found${places.length === 1 && isAbsolute(path) ? '' : ` beside ${basename(from)}`}.`, missing: true };
}

function readFile(place: string, size: number): Found {
  const name = basename(place);
  let file: number | null = null;
  try {
    file = openSync(place, 'r');
    const read = reader(file);
    // A file is told by what is in it: Keras 2 wrote HDF5 whatever the ending.
    const kind = read(0, Math.min(4, size)).toString('latin1');
    if (kind === 'PK\x03\x04') return fromZip(read, size, name);
    if (kind === '\x89HDF') return fromHdf5(read, name);
    return { reason: `"${name}" is neither a .keras nor an .h5 file.` };
  } catch (error) {
    // What is not whole ends in bytes that are not there, or in text that is no JSON.
    return { reason: `"${name}" could not be read as a saved model: ${wordsOf(error)}` };
  } finally {
    if (file !== null) closeSync(file);
  }
}

function reader(file: number): ReadBytes {
  return (position, length) => {
    const bytes = Buffer.alloc(length);
    if (readSync(file, bytes, 0, length, position) < length) throw new RangeError('it ends too early.');
    return bytes;
  };
}

function fromZip(read: ReadBytes, size: number, name: string): Found {
  const text = zipEntry(read, size, 'config.json');
  if (text === null) return { reason: `"${name}" is not a Keras 3 model: it holds no config.json.` };
  const config = JSON.parse(text.toString('utf8')) as { readonly [key: string]: Json };
  return { config, compiled: config['compile_config'] ?? null };
}

function fromHdf5(read: ReadBytes, name: string): Found {
  const attributes = rootAttributes(read, ['model_config', 'training_config']);
  const [config, compiled] = [attributes.get('model_config'), attributes.get('training_config')];
  if (config === undefined) return { reason: `"${name}" holds weights and no model.` };
  return { config: JSON.parse(config) as Json, compiled: compiled === undefined ? null : (JSON.parse(compiled) as Json) };
}
