/** Fashion-MNIST as Keras caches it: four gzipped IDX files (magic, sizes big-endian, then bytes). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'fflate';
import { UserError } from '../errors.js';
import type { LoadedDataset } from './keras.js';
import type { NumericArray } from './rows.js';

export function readIdx(bytes: Uint8Array, name: string): NumericArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8) throw new UserError(`"${name}" is not an IDX file of bytes. Delete it so that Keras fetches it anew.`);
  const shape = Array.from({ length: bytes[3]! }, (_, i) => view.getUint32(4 + 4 * i));
  return { shape, values: bytes.slice(4 + 4 * shape.length) };
}

export async function readIdxFolder(folder: string): Promise<Omit<LoadedDataset, 'title'>> {
  const read = async (name: string): Promise<NumericArray> => {
    const path = join(folder, name);
    return readIdx(gunzipSync(await readFile(path).catch(() => {
      throw new UserError(`"${path}" is missing. Run keras.datasets.fashion_mnist.load_data() once in Python to fetch it.`);
    })), path);
  };
  return {
    train: { x: await read('train-images-idx3-ubyte.gz'), y: await read('train-labels-idx1-ubyte.gz') },
    test: { x: await read('t10k-images-idx3-ubyte.gz'), y: await read('t10k-labels-idx1-ubyte.gz') },
  };
}
