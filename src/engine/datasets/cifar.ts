/** CIFAR-10 and CIFAR-100 as Keras caches them: Python pickles with images [channels, rows, columns]. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { readPickle } from './pickle.js';
import type { LoadedDataset } from './keras.js';
import type { NumericArray } from './rows.js';

const side = 32;
const channels = 3;

export async function readCifar(folder: string, name: 'cifar10' | 'cifar100'): Promise<Omit<LoadedDataset, 'title'>> {
  const labels = name === 'cifar10' ? 'labels' : 'fine_labels';
  const files = name === 'cifar10' ? [1, 2, 3, 4, 5].map((i) => `data_batch_${i}`) : ['train'];
  const batches = await Promise.all(files.map((file) => readBatch(join(folder, file), labels)));
  const join2 = (parts: readonly NumericArray[]): NumericArray => {
    const values = new Uint8Array(parts.reduce((sum, { values: part }) => sum + part.length, 0));
    let at = 0;
    for (const { values: part } of parts) {
      values.set(part, at);
      at += part.length;
    }
    return { shape: [parts.reduce((sum, { shape }) => sum + shape[0]!, 0), ...parts[0]!.shape.slice(1)], values };
  };
  const test = await readBatch(join(folder, name === 'cifar10' ? 'test_batch' : 'test'), labels);
  return { train: { x: join2(batches.map(({ x }) => x)), y: join2(batches.map(({ y }) => y)) }, test };
}

async function readBatch(path: string, labelKey: string): Promise<{ x: NumericArray; y: NumericArray }> {
  const bytes = await readFile(path).catch(() => {
    throw new UserError(`"${path}" is missing. Run keras.datasets' load_data() for it once in Python to fetch the whole set.`);
  });
  const batch = readPickle(bytes, path);
  const data = batch instanceof Map ? batch.get('data') : undefined;
  const labels = batch instanceof Map ? batch.get(labelKey) : undefined;
  if (!(data instanceof Uint8Array) || !Array.isArray(labels)) throw new UserError(`"${path}" does not hold images and labels as CIFAR's batches do. Delete it so that Keras fetches it anew.`);
  const count = labels.length;
  const plane = side * side;
  const values = new Uint8Array(data.length);
  for (let image = 0; image < count; image++) {
    const base = image * plane * channels;
    for (let channel = 0; channel < channels; channel++) for (let pixel = 0; pixel < plane; pixel++) values[base + pixel * channels + channel] = data[base + channel * plane + pixel]!;
  }
  return { x: { shape: [count, side, side, channels], values }, y: { shape: [count, 1], values: Uint8Array.from(labels as number[]) } };
}
