import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readCifar } from '../../../src/engine/datasets/cifar.js';
import { downloadDataset, downloadSize } from '../../../src/engine/datasets/download.js';
import { readIdxFolder } from '../../../src/engine/datasets/idx.js';
import { untar } from '../../../src/engine/datasets/tar.js';
import { skip } from '../../support/skip.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A ustar archive of files, as the CIFAR archives are. */
function tar(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const parts = Object.entries(files).flatMap(([path, content]) => {
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('0', 156);
    header.write('ustar', 257);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** A Python pickle (protocol 2) of `{b'data': <uint8 array>, b'labels': [...]}` as `np.ndarray.__reduce__` writes it. */
function cifarBatch(count: number, first: number): Uint8Array {
  const data = Uint8Array.from({ length: count * 3072 }, (_, i) => (i + first) % 251);
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x55, value.length]), Buffer.from(value)]);
  const int = (value: number): Buffer => { const b = Buffer.alloc(5); b[0] = 0x4a; b.writeInt32LE(value, 1); return b; };
  const long = Buffer.alloc(5);
  long[0] = 0x54;
  long.writeInt32LE(data.length, 1);
  const array = [
    Buffer.from('cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85', 'latin1'), text('b'), Buffer.from('\x87R', 'latin1'),
    Buffer.from('(K\x01', 'latin1'), int(count), int(3072), Buffer.from('\x86', 'latin1'), Buffer.from('cnumpy\ndtype\n', 'latin1'), text('u1'), Buffer.from('K\0K\x01\x87R(K\x03', 'latin1'), text('|'), Buffer.from('NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89', 'latin1'), long, Buffer.from(data), Buffer.from('tb', 'latin1'),
  ];
  const labels = Buffer.concat(Array.from({ length: count }, (_, i) => Buffer.from([0x4b, (first + i) % 10])));
  return Buffer.concat([Buffer.from([0x80, 2, 0x7d, 0x28]), text('data'), ...array, text('labels'), Buffer.from('](', 'latin1'), labels, Buffer.from('eu.', 'latin1')]);
}

/** IDX: two zero bytes, the type of bytes, the number of axes, lengths, values. */
function idx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((length, i) => header.writeUInt32BE(length, 4 + 4 * i));
  return gzipSync(Buffer.concat([header, values]));
}

const images = (count: number): Uint8Array => Uint8Array.from({ length: count * 784 }, (_, i) => i % 256);
const files: Readonly<Record<string, Uint8Array>> = {
  'mnist.npz': Buffer.from('PK nothing that is looked into here'),
  'train-labels-idx1-ubyte.gz': idx([3], Uint8Array.of(1, 2, 9)), 'train-images-idx3-ubyte.gz': idx([3, 28, 28], images(3)),
  't10k-labels-idx1-ubyte.gz': idx([2], Uint8Array.of(7, 0)), 't10k-images-idx3-ubyte.gz': idx([2, 28, 28], images(2)),
  'cifar-10-python.tar.gz': gzipSync(tar(Object.fromEntries([...[1, 2, 3, 4, 5].map((i): [string, Uint8Array] => [`cifar-10-batches-py/data_batch_${i}`, cifarBatch(2, i)]), ['cifar-10-batches-py/test_batch', cifarBatch(3, 40)], ['../outside', Buffer.from('no')]]))),
};

describe('data sets that somebody agreed to download', () => {
  let server: Server;
  let folder: string;
  let broken = false;
  before(async () => {
    server = createServer(({ url }, response) => {
      const file = files[basename(url ?? '')];
      response.writeHead(file ? 200 : 404);
      if (broken && file) response.write(file.subarray(0, file.length / 2), () => response.destroy());
      else response.end(file);
    });
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  });
  after(() => void server.close());
  beforeEach(() => {
    broken = false;
    folder = mkdtempSync(join(tmpdir(), 'data sets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const lines: string[] = [];
  const hashes = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
  const get = (name: Parameters<typeof downloadDataset>[0], sums = hashes): Promise<void> =>
    downloadDataset(name, { folder, hashes: sums, progress: (line) => void lines.push(line), fetch: (url) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${basename(url as string)}`) });

  it('MNIST: one file, with a line that tells amount and rate', async () => {
    await get('mnist');
    assert.deepEqual(readFileSync(join(folder, 'mnist.npz')), files['mnist.npz']);
    assert.deepEqual(readdirSync(folder), ['mnist.npz']);
    assert.match(lines.at(-1)!, /^Downloading MNIST: 0 of 11 MB, \d+\.\d MB\/s, \d+ s left$/);
    assert.equal(downloadSize('mnist'), 11_490_434);
  });

  it('Fashion-MNIST: four files, which its reader reads', async () => {
    await get('fashion_mnist');
    const { train, test } = await readIdxFolder(join(folder, 'fashion-mnist'));
    assert.deepEqual([train.x.shape, [...train.y.values], test.x.shape, [...test.y.values]], [[3, 28, 28], [1, 2, 9], [2, 28, 28], [7, 0]]);
    assert.deepEqual(train.x.values, images(3));
  });

  it('CIFAR-10: an archive, unpacked without what lies outside its folder, which its reader reads', async () => {
    await get('cifar10');
    assert.deepEqual(readdirSync(folder), ['cifar-10-batches-py']);
    const { train, test } = await readCifar(join(folder, 'cifar-10-batches-py'), 'cifar10');
    assert.deepEqual([train.x.shape, [...train.y.values], train.y.shape, test.x.shape], [[10, 32, 32, 3], [1, 2, 2, 3, 3, 4, 4, 5, 5, 6], [10, 1], [3, 32, 32, 3]]);
    // Channels come last; in the file each channel is a plane of 1024 pixels.
    assert.deepEqual([...train.x.values.subarray(0, 3)], [1, (1 + 1024) % 251, (1 + 2048) % 251]);
  });

  it('a wrong checksum, a torn answer, a server without the file: a sentence, and nothing is left behind', async () => {
    await assert.rejects(get('mnist', { 'mnist.npz': 'of another file' }), { name: 'UserError', message: /checksum/ });
    await assert.rejects(get('cifar100'), { name: 'UserError', message: /answered 404/ });
    broken = true;
    await assert.rejects(get('fashion_mnist'), { name: 'UserError', message: /could not be downloaded/ });
    assert.deepEqual(readdirSync(folder), []);
  });

  it('an archive that is cut off', () => {
    const whole = tar({ 'a/b': Buffer.alloc(700, 1) });
    assert.deepEqual(untar(whole).map(({ path, content }) => [path, content.length]), [['a/b', 700]]);
    assert.throws(() => untar(whole.subarray(0, 800)), /cut off/);
  });

  const fashion = '/usr/share/datasets/fashion-mnist';
  it('the real Fashion-MNIST, where Debian\'s package is installed', async function () {
    if (!existsSync(fashion)) skip(this, 'the package dataset-fashion-mnist is not installed');
    const { train, test } = await readIdxFolder(fashion);
    assert.deepEqual([train.x.shape, test.x.shape, new Set(train.y.values).size], [[60000, 28, 28], [10000, 28, 28], 10]);
  });
});
