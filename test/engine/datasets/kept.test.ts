import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSet } from '../../../src/core/recipe/types.js';
import { openData, type OpenData } from '../../../src/engine/datasets/open.js';
import { space } from '../../../src/engine/datasets/rows.js';
import { picture, writePng } from '../support/pictures.js';

/** Image folders read with a size of `side`, by Pillow's rules (bytes) or by TensorFlow's (fractions). */
const dataOf = (path: string, side: number, config: Readonly<Record<string, string | null>> = { classMode: 'sparse' }): DataSet => ({
  x: { source: { kind: 'directory', path, config: { colorMode: 'rgb', classes: null, seed: null, subset: null, ...config }, span: null }, steps: [{ op: 'resize', height: side, width: side, interpolation: 'bilinear' }], span: null },
  y: null, batchSize: 4, shuffle: true,
});
const tensorflow = { labels: 'inferred', labelMode: 'int', interpolation: 'bilinear' };
const images = 6;

describe('decoded images on the disk', function () {
  this.timeout(60_000);
  const surroundings = { storage: process.env['CONVLENS_STORAGE'], space: process.env['CONVLENS_IMAGE_SPACE'] };
  let folder: string;
  const photo = (i: number): string => join(folder, 'photos', i % 2 === 0 ? 'a' : 'b', `${i}.png`);
  const kept = (): string[] => { const at = join(folder, 'storage', 'images'); return existsSync(at) ? readdirSync(at).map((name) => join(at, name)) : []; };
  const open = (side: number, config?: Parameters<typeof dataOf>[2]): Promise<OpenData> => openData(dataOf('photos', side, config), { sourceFile: join(folder, 'a.py'), sourceText: '' });
  const read = async ({ x }: OpenData): Promise<{ values: number[]; missing: readonly number[] }> => {
    const values = space(x, images);
    const missing = (await x.read([0, 1, 2, 3, 4, 5], values)) ?? [];
    return { values: Array.from(values), missing };
  };
  /** Other bytes of the same length, at the same time: what still gives the picture has not read the file. */
  const spoil = (path: string): void => {
    const { size, mtime, atime } = statSync(path);
    writeFileSync(path, Buffer.alloc(size));
    utimesSync(path, atime, mtime);
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kept images '));
    [process.env['CONVLENS_STORAGE'], process.env['CONVLENS_IMAGE_SPACE']] = [join(folder, 'storage'), '1e6'];
    for (const name of ['a', 'b']) mkdirSync(join(folder, 'photos', name), { recursive: true });
    // Whole milliseconds: a file system may keep no more of a time that is set.
    for (let i = 0; i < images; i++) {
      await writePng(photo(i), picture(9 + i, 12, 3));
      utimesSync(photo(i), 1_700_000_000, 1_700_000_000 + i);
    }
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const [name, value] of [['CONVLENS_STORAGE', surroundings.storage], ['CONVLENS_IMAGE_SPACE', surroundings.space]] as const) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  for (const [whose, config] of [['Pillow', undefined], ['TensorFlow', tensorflow]] as const) {
    it(`the next training reads what was resized as ${whose} does, without the files; a picture that is not whole is decoded again`, async () => {
      const first = await read(await open(8, config));
      assert.deepEqual(first.missing, []);
      for (let i = 0; i < images; i++) spoil(photo(i));
      assert.deepEqual(await read(await open(8, config)), first);
      const [at] = kept();
      const row = 8 * 8 * 3 * (config === undefined ? 1 : 4);
      assert.equal(statSync(join(at!, 'values')).size, images * row);
      const bytes = readFileSync(join(at!, 'values'));
      bytes[2 * row + 5]! ^= 1;
      writeFileSync(join(at!, 'values'), bytes);
      truncateSync(join(at!, 'values'), images * row - 1);
      // Two are damaged on the disk; their files are damaged too, so they are told of as unreadable.
      assert.deepEqual((await read(await open(8, config))).missing, [2, 5]);
    });
  }

  it('a changed file, another size and other rules of resizing are other images', async () => {
    const first = await read(await open(8));
    await writePng(photo(0), picture(30, 31, 3));
    assert.notDeepEqual(await read(await open(8)), first);
    await read(await open(9));
    await read(await open(8, tensorflow));
    assert.equal(kept().length, 4);
  });

  it('what was used longest ago makes room; what does not fit and a space of nothing keep nothing', async () => {
    process.env['CONVLENS_IMAGE_SPACE'] = String(images * 3 * (8 * 8 + 9 * 9 + 10));
    for (const side of [8, 9]) await read(await open(side));
    const times = kept().map((at) => at);
    assert.equal(times.length, 2);
    const eight = times.find((at) => statSync(join(at, 'values')).size === images * 3 * 64)!;
    utimesSync(eight, 1_700_000_000, 1_700_000_000);
    await read(await open(7));
    assert.ok(!existsSync(eight), 'the one of 8 x 8 was used longest ago');
    assert.equal(kept().length, 2);
    await read(await open(40));
    assert.equal(kept().length, 2);
    process.env['CONVLENS_IMAGE_SPACE'] = '0';
    rmSync(join(folder, 'storage'), { recursive: true });
    assert.deepEqual((await read(await open(8))).missing, []);
    assert.ok(!existsSync(join(folder, 'storage')));
  });

  it('a disk that takes nothing leaves the training as it is', async () => {
    const expected = await read(await open(8));
    rmSync(join(folder, 'storage'), { recursive: true });
    writeFileSync(join(folder, 'storage'), 'a file where the folder should be');
    assert.deepEqual(await read(await open(8)), expected);
  });

  it('trainings side by side fill one folder', async () => {
    const sides = await Promise.all([1, 2, 3].map(async () => read(await open(8))));
    assert.deepEqual(sides[1], sides[0]);
    assert.deepEqual(sides[2], sides[0]);
    for (let i = 0; i < images; i++) spoil(photo(i));
    assert.deepEqual(await read(await open(8)), sides[0]);
  });
});
