/** `keras.datasets.<name>.load_data()`: Keras's own cache first, then the subset that comes with ConvLens. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.js';
import { downloadDataset } from './download.js';
import { datasetTitles, type KerasDatasetName } from './names.js';
import { readNpz } from './npy.js';
import { readCifar } from './cifar.js';
import { readIdxFolder } from './idx.js';
import type { NumericArray } from './rows.js';

export interface LoadedDataset {
  /** What the data really is, for people. */
  readonly title: string;
  readonly train: { readonly x: NumericArray; readonly y: NumericArray };
  readonly test: { readonly x: NumericArray; readonly y: NumericArray };
}

/** Keras's cache folder (`KERAS_HOME` or `~/.keras`). */
export const cacheFolder = (): string => join(process.env.KERAS_HOME ?? join(homedir(), '.keras'), 'datasets');

/** Where Keras keeps a dataset; several places where its versions differ. */
export function cachePaths(name: KerasDatasetName): string[] {
  const folder = cacheFolder();
  if (name === 'mnist') return [join(folder, 'mnist.npz')];
  if (name === 'fashion_mnist') return [join(folder, 'fashion-mnist')];
  const archive = name === 'cifar10' ? 'cifar-10-batches-py' : 'cifar-100-python';
  const target = name === 'cifar10' ? 'cifar-10-batches-py-target' : 'cifar-100-python-target';
  return [join(folder, target, archive), join(folder, archive), join(folder, target)];
}

/** The subset that comes with ConvLens; null where there is none. Looks upwards from this file, so that it is found from sources and from a bundle. */
export function bundledPath(name: KerasDatasetName): string | null {
  if (name !== 'mnist') return null;
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'samples', 'data', 'mnist', 'mnist-subset.npz');
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return null;
  }
}

export const cached = (name: KerasDatasetName): string | null => cachePaths(name).find((path) => existsSync(path)) ?? null;

const loaded = new Map<string, Promise<LoadedDataset>>();

/** The four arrays. `answer` says what to do where Keras's cache has no such dataset; `progress` hears of a download. Throws a UserError where none is at hand. */
export function loadKerasDataset(name: KerasDatasetName, answer: 'bundled' | 'download' | undefined, progress: (line: string) => void = () => undefined): Promise<LoadedDataset> {
  const path = cached(name);
  const key = `${name} ${path ?? answer ?? 'bundled'}`;
  const known = loaded.get(key);
  if (known) return known;
  const loading = path !== null ? loadCached(name, path) : answer === 'download' ? loadDownloaded(name, progress) : loadBundled(name);
  loaded.set(key, loading);
  loading.catch(() => loaded.delete(key));
  return loading;
}

async function loadDownloaded(name: KerasDatasetName, progress: (line: string) => void): Promise<LoadedDataset> {
  await downloadDataset(name, { folder: cacheFolder(), progress });
  const path = cached(name);
  if (path === null) throw new Error(`${name} was downloaded, and is not where it is looked for.`);
  return loadCached(name, path);
}

async function loadBundled(name: KerasDatasetName): Promise<LoadedDataset> {
  const bundled = bundledPath(name);
  if (bundled === null) {
    throw new UserError(`${datasetTitles[name]} is not in Keras's cache (${cachePaths(name)[0]}), and ConvLens brings no part of it. Choose its download, run keras.datasets.${name}.load_data() once in Python, or copy the file there.`);
  }
  return fromNpz(await readFile(bundled), bundled, `${datasetTitles[name]}, bundled subset`);
}

async function loadCached(name: KerasDatasetName, path: string): Promise<LoadedDataset> {
  if (name === 'mnist') return fromNpz(await readFile(path), path, datasetTitles[name]);
  if (name === 'fashion_mnist') return titled(await readIdxFolder(path), datasetTitles[name]);
  return titled(await readCifar(path, name), datasetTitles[name]);
}

function fromNpz(bytes: Uint8Array, path: string, title: string): LoadedDataset {
  const arrays = readNpz(bytes, path);
  const pick = (array: string): NumericArray => {
    const found = arrays[array];
    if (found === undefined) throw new UserError(`"${path}" has no array "${array}"; it holds ${Object.keys(arrays).join(', ')}. Delete the file so that Keras fetches it anew.`);
    return found;
  };
  return titled({ train: { x: pick('x_train'), y: pick('y_train') }, test: { x: pick('x_test'), y: pick('y_test') } }, title);
}

function titled(data: Omit<LoadedDataset, 'title'>, title: string): LoadedDataset {
  const count = (array: NumericArray): string => (array.shape[0] ?? 0).toLocaleString('en-US');
  return { ...data, title: `${title} (${count(data.train.x)} training and ${count(data.test.x)} test images)` };
}
