/** Fetches a `keras.datasets` set to where Keras keeps it, after somebody agreed: with progress, checksums, and whole or not at all. */
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../errors.js';
import { datasetTitles, type KerasDatasetName } from './names.js';
import { untar } from './tar.js';

interface Source {
  readonly url: string;
  /** SHA-256 as Keras 3.15 checks it; null where Keras checks none. */
  readonly hash: string | null;
  /** Size in bytes, as the servers say. */
  readonly bytes: number;
}

const storage = 'https://storage.googleapis.com/tensorflow/tf-keras-datasets/';
const toronto = 'https://www.cs.toronto.edu/~kriz/';

/** Addresses and checksums of keras/src/datasets (Keras 3.15). */
const sources: Readonly<Record<KerasDatasetName, { readonly into: string; readonly archive: boolean; readonly files: readonly Source[] }>> = {
  mnist: { into: '', archive: false, files: [{ url: `${storage}mnist.npz`, hash: '731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1', bytes: 11_490_434 }] },
  fashion_mnist: {
    into: 'fashion-mnist', archive: false,
    files: [['train-labels-idx1-ubyte.gz', 29_515], ['train-images-idx3-ubyte.gz', 26_421_880], ['t10k-labels-idx1-ubyte.gz', 5_148], ['t10k-images-idx3-ubyte.gz', 4_422_102]].map(([file, bytes]) => ({ url: storage + String(file), hash: null, bytes: Number(bytes) })),
  },
  cifar10: { into: 'cifar-10-batches-py', archive: true, files: [{ url: `${toronto}cifar-10-python.tar.gz`, hash: '6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce', bytes: 170_498_071 }] },
  cifar100: { into: 'cifar-100-python', archive: true, files: [{ url: `${toronto}cifar-100-python.tar.gz`, hash: '85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7', bytes: 169_001_437 }] },
};

export const downloadSize = (name: KerasDatasetName): number => sources[name].files.reduce((sum, { bytes }) => sum + bytes, 0);

export interface DownloadOptions {
  /** Keras's folder of data sets. */
  readonly folder: string;
  /** Hears one line each second. */
  progress(line: string): void;
  readonly fetch?: typeof fetch;
  /** Checksums other than the real ones, for tests. */
  readonly hashes?: Readonly<Record<string, string>>;
}

let counter = 0;

/** Throws a UserError where the network or a checksum fails; nothing is then left behind. */
export async function downloadDataset(name: KerasDatasetName, options: DownloadOptions): Promise<void> {
  const { into, archive, files } = sources[name];
  const beside = join(options.folder, `.${name}.${process.pid}-${counter++}.part`);
  await mkdir(beside, { recursive: true });
  try {
    let before = 0;
    const told = teller(datasetTitles[name], downloadSize(name), options.progress);
    for (const file of files) {
      const bytes = await fetched(file, options, (done) => told(before + done));
      before += file.bytes;
      if (!archive) await writeFile(join(beside, basename(file.url)), bytes);
      else for (const { path, content } of untar(gunzipSync(bytes))) if (path.startsWith(`${into}/`)) await writeFile(join(beside, basename(path)), content);
    }
    if (into === '') for (const { url } of files) await rename(join(beside, basename(url)), join(options.folder, basename(url)));
    else {
      await rm(join(options.folder, into), { recursive: true, force: true });
      await rename(beside, join(options.folder, into));
    }
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function fetched({ url, hash }: Source, { fetch: get = fetch, hashes }: DownloadOptions, done: (bytes: number) => void): Promise<Buffer> {
  const failed = (reason: string): UserError => new UserError(`${url} could not be downloaded: ${reason}. Try again, or put the data where Keras keeps it.`);
  const chunks: Uint8Array[] = [];
  const sum = createHash('sha256');
  try {
    const response = await get(url);
    if (!response.ok || response.body === null) throw failed(`the server answered ${response.status}`);
    let bytes = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      sum.update(chunk);
      done((bytes += chunk.byteLength));
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { message, cause } = error as Error;
    throw failed(cause instanceof Error ? cause.message : message);
  }
  const expected = hashes?.[basename(url)] ?? hash;
  if (expected !== null && sum.digest('hex') !== expected) throw failed('its checksum is not the one that Keras expects, so it is damaged or another file');
  return Buffer.concat(chunks);
}

/** A line a second with the amount, the rate and the time left. */
function teller(title: string, total: number, progress: (line: string) => void): (bytes: number) => void {
  const started = performance.now();
  let last = -Infinity;
  return (bytes) => {
    const now = performance.now();
    if (now - last < 1000 && bytes < total) return;
    last = now;
    const rate = bytes / Math.max((now - started) / 1000, 1e-3);
    const left = Math.max(total - bytes, 0) / Math.max(rate, 1);
    progress(`Downloading ${title}: ${(bytes / 2 ** 20).toFixed(0)} of ${(total / 2 ** 20).toFixed(0)} MB, ${(rate / 2 ** 20).toFixed(1)} MB/s${bytes < total ? `, ${Math.ceil(left)} s left` : ''}`);
  };
}
