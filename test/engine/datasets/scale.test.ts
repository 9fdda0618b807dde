import assert from 'node:assert/strict';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DataSet } from '../../../src/core/recipe/types.js';
import { byCodePoint } from '../../../src/core/code-points.js';
import { openData, type OpenData } from '../../../src/engine/datasets/open.js';
import { space } from '../../../src/engine/datasets/rows.js';
import { picture, writePng } from '../support/pictures.js';

/** `flow_from_directory(folder, target_size=(8, 8), class_mode='sparse')`, or the same of `image_dataset_from_directory`. */
const dataOf = (path: string, config: Readonly<Record<string, string | number | boolean | null>> = { classMode: 'sparse' }): DataSet => ({
  x: { source: { kind: 'directory', path, config: { colorMode: 'rgb', classes: null, seed: null, subset: null, ...config }, span: null }, steps: [{ op: 'resize', height: 8, width: 8, interpolation: 'nearest' }], span: null },
  y: null, batchSize: 32, shuffle: true,
});

describe('folders of images, large and odd', function () {
  this.timeout(240_000);
  let folder: string;
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'large-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const open = (path: string, config?: Parameters<typeof dataOf>[1]): Promise<OpenData> => openData(dataOf(path, config), { sourceFile: join(folder, 'a.py'), sourceText: '' });

  it('100,000 images are listed and read without being held', async () => {
    const [classes, each] = [20, 5000];
    // A file may have 65,000 names at most.
    const sources = await Promise.all([0, 1, 2, 3].map(async (i) => {
      await writePng(join(folder, `source${i}.png`), picture(12, 12, 3));
      return join(folder, `source${i}.png`);
    }));
    for (let label = 0; label < classes; label++) {
      mkdirSync(join(folder, 'many', `class ${label}`), { recursive: true });
      for (let i = 0; i < each; i++) linkSync(sources[label % 4]!, join(folder, 'many', `class ${label}`, `${i}.png`));
    }
    const before = process.memoryUsage();
    const data = await open('many');
    assert.deepEqual([data.x.count, data.y.count, data.classNames?.length, data.files?.skipped.count], [classes * each, classes * each, classes, 0]);
    // In Python's order of names.
    assert.deepEqual(data.files!.paths.slice(0, 4).map((path) => basename(path)), ['0.png', '1.png', '10.png', '100.png']);
    const values = space(data.x, 64);
    for (let from = 0; from < 1280; from += 64) assert.deepEqual((await data.x.read(Array.from({ length: 64 }, (_, i) => (from + i) * 70), values)) ?? [], []);
    const after = process.memoryUsage();
    const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    // Paths, labels and what 8 x 8 pixels of each would take decoded: 19 MB of these.
    assert.ok(grown < 150e6, `${(grown / 1e6).toFixed(0)} MB more`);
    const dataset = await open('many', { labels: 'inferred', labelMode: 'int', validationSplit: 0.2, subset: 'validation', seed: 7, interpolation: 'nearest' });
    assert.equal(dataset.x.count, 20_000);
  });

  it('what cannot be read is counted and listed; the rest is read', async () => {
    const at = (...parts: string[]): string => join(folder, 'odd', ...parts);
    for (const name of ['猫 и cat', 'ünï çödé', 'z']) mkdirSync(at(name), { recursive: true });
    const files = ['猫 и cat/фото 1.png', '猫 и cat/with space & (brackets) #1.PNG', 'ünï çödé/😀.png', 'ünï çödé/Ａ.png', 'z/a.png'];
    for (const file of files) await writePng(at(file), picture(9, 9, 3));
    writeFileSync(at('z', 'empty.png'), '');
    writeFileSync(at('z', 'text.jpg'), 'no image');
    writeFileSync(at('z', 'cut.png'), readFileSync(at('z', 'a.png')).subarray(0, 60));
    mkdirSync(at('z', 'folder.png'));
    writeFileSync(at('z', 'notes.txt'), 'notes');
    symlinkSync(join(folder, 'nowhere.png'), at('z', 'dangling.png'));
    symlinkSync(at('z', 'round.png'), at('z', 'round.png'));
    symlinkSync(at(), at('z', 'back'));
    for (const followLinks of [false, true]) {
      const data = await open('odd', { classMode: 'sparse', followLinks });
      const names = data.files!.paths.map((path) => path.slice(at().length + 1).replaceAll('\\', '/'));
      assert.deepEqual(data.classNames, ['z', 'ünï çödé', '猫 и cat']);
      // U+FF21 stands before U+1F600, though its UTF-16 number is the larger one.
      assert.deepEqual(names.filter((name) => name.startsWith('ü')), ['ünï çödé/Ａ.png', 'ünï çödé/😀.png']);
      const values = space(data.x, data.x.count);
      const missing = (await data.x.read(Array.from({ length: data.x.count }, (_, i) => i), values)) ?? [];
      const lost = ['z/cut.png', 'z/dangling.png', 'z/empty.png', 'z/round.png', 'z/text.jpg'];
      if (!followLinks) {
        assert.deepEqual(missing.map((i) => names[i]).sort(), lost);
        assert.deepEqual(data.files!.skipped.first.map(({ path }) => basename(path)).sort(), ['back', 'notes.txt']);
      }
      assert.ok(lost.every((name) => (data.unreadable!.get(at(name)) ?? '').length > 3));
      assert.ok(files.every((name) => names.includes(name) && !data.unreadable!.has(at(name))));
    }
  });

  it('a class folder that is not there is counted as empty and listed', async () => {
    for (const followLinks of [false, true]) {
      const data = await openData({ ...dataOf('odd'), x: { ...dataOf('odd').x, source: { kind: 'directory', path: 'odd', config: { colorMode: 'rgb', classes: ['z', 'gone'], classMode: 'sparse', subset: null, followLinks }, span: null } } }, { sourceFile: join(folder, 'a.py'), sourceText: '' });
      assert.ok(data.files!.skipped.first.some(({ path, reason }) => basename(path) === 'gone' && reason === 'There is no such folder.'));
      assert.match(data.notes.join(), /"gone".*hold/);
    }
  });

  it('names are in the order of their code points, as Python sorts them', () => {
    const names = ['b', 'a', 'Ａ', '😀', 'é', 'aa', '', 'a b', 'Z', '\ud83d\ude00b', 'a\uffff', 'a😀'];
    const points = (name: string): number[] => Array.from(name, (letter) => letter.codePointAt(0)!);
    const expected = [...names].sort((a, b) => {
      const [one, other] = [points(a), points(b)];
      const at = one.findIndex((point, i) => point !== other[i]);
      return at < 0 ? one.length - other.length : at >= other.length ? 1 : one[at]! - other[at]!;
    });
    assert.deepEqual([...names].sort(byCodePoint), expected);
  });
});
