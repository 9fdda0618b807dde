import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, type Dirent } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { imagesIn } from '../../../src/extension/panels/image-folder.js';
import { countsOf, shownImages } from '../../../src/visualizations/cam/folder.js';
import { thumbnailOf, type CamThumbnail } from '../../../src/visualizations/cam/thumbnail.js';
import type { CamPicture } from '../../../src/visualizations/cam/contract.js';
import type { FolderImage, FolderView } from '../../../src/visualizations/folder.js';
import type { PanelHost } from '../../../src/visualizations/panel.js';
import { shrink } from '../../../src/visualizations/resize.js';
import { FolderSheet, type FolderAsked } from '../../../src/webview/folder-sheet.js';

const imageAt = (name: string): FolderImage => ({ path: `/f/${name}`, name, className: name.includes('/') ? name.split('/')[0]! : null });

describe('the sheet of a folder', () => {
  /** A host whose pictures come when the test says so. */
  function open(names: readonly string[], kept: readonly (readonly [string, unknown])[] = []) {
    const waiting: { readonly path: string; readonly answer: (failure?: string) => void }[] = [];
    const said: string[] = [];
    let changes = 0;
    const host = {
      imagesIn: async () => ({ folder: '/f', images: names.map(imageAt), total: names.length, notes: [] }),
      kept: async () => kept,
      keep: async (_group: string, path: string) => void said.push(`keep ${path}`),
      cancel: async () => void said.push('cancel'),
      visualize: (_kind: string, request: unknown) => new Promise((resolve, reject) => {
        waiting.push({ path: request as string, answer: (failure) => (failure === undefined ? resolve(`picture of ${String(request)}`) : reject(new Error(failure))) });
      }),
    } as unknown as PanelHost;
    const view = { entry: (picture: unknown) => picture } as unknown as FolderView;
    const sheet = new FolderSheet(host, 'cam', view, () => { changes += 1; });
    const other = { file: false };
    const asked = (key: string, weights = 'epoch 1'): FolderAsked => ({ folder: '/f', key, weights, ofOther: () => other.file, request: (image) => (image as { path: string }).path });
    const settle = () => new Promise((done) => setImmediate(done));
    return { sheet, asked, other, waiting, said, settle, changes: () => changes };
  }

  it('asks for two at a time, in their order, and keeps each', async () => {
    const { sheet, asked, waiting, said, settle } = open(['a', 'b', 'c']);
    await sheet.look(asked('k'), false);
    assert.deepEqual(waiting.map(({ path }) => path), ['/f/a', '/f/b']);
    waiting[1]!.answer();
    await settle();
    assert.deepEqual(waiting.map(({ path }) => path), ['/f/a', '/f/b', '/f/c']);
    waiting[0]!.answer();
    waiting[2]!.answer();
    await settle();
    assert.deepEqual([...sheet.results], [['/f/b', { entry: 'picture of /f/b' }], ['/f/a', { entry: 'picture of /f/a' }], ['/f/c', { entry: 'picture of /f/c' }]]);
    assert.deepEqual([said, sheet.running], [['keep /f/b', 'keep /f/a', 'keep /f/c'], false]);
  });

  it('goes on with what is missing after a stop, and takes nothing that comes late', async () => {
    const { sheet, asked, waiting, said, settle } = open(['a', 'b', 'c']);
    await sheet.look(asked('k'), false);
    waiting[0]!.answer();
    await settle();
    sheet.stop();
    assert.deepEqual(said.filter((line) => line === 'cancel').length, 2);
    waiting[1]!.answer();
    await settle();
    assert.deepEqual([...sheet.results.keys()], ['/f/a']);
    sheet.go();
    assert.deepEqual(waiting.slice(3).map(({ path }) => path), ['/f/b', '/f/c']);
  });

  it('finds again what was kept while its page was hidden', async () => {
    const { sheet, asked, waiting } = open(['a', 'b'], [['/f/a', { entry: 'kept' }]]);
    await sheet.look(asked('k'), false);
    assert.deepEqual(waiting.map(({ path }) => path), ['/f/b']);
    assert.deepEqual(sheet.results.get('/f/a'), { entry: 'kept' });
  });

  it('starts anew for another layer, but not for newer weights until it is told', async () => {
    const { sheet, asked, waiting, settle } = open(['a']);
    await sheet.look(asked('k'), false);
    waiting[0]!.answer();
    await settle();
    await sheet.look(asked('k', 'epoch 2'), false);
    assert.deepEqual([sheet.results.size, sheet.weights], [1, 'epoch 1']);
    await sheet.look(asked('other layer'), false);
    assert.equal(sheet.results.size, 0);
    sheet.forget();
    await sheet.look(asked('other layer', 'epoch 2'), false);
    assert.equal(sheet.weights, 'epoch 2');
  });

  it('goes past an image that fails, and stops where all do', async () => {
    const { sheet, asked, waiting, settle } = open(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    await sheet.look(asked('k'), false);
    waiting[0]!.answer('no image');
    await settle();
    waiting[1]!.answer();
    for (let at = 2; at < 7; at += 1) {
      await settle();
      assert.equal(sheet.failure, null);
      waiting[at]!.answer('The engine stopped.');
    }
    await settle();
    assert.equal(sheet.failure, '5 images one after the other could not be shown. The engine stopped.');
    assert.equal(sheet.running, false);
    sheet.go();
    assert.deepEqual([sheet.failure, sheet.results.size], [null, 1]);
  });

  it('ends with the first picture of a model file that took the place of the one before, and keeps none of it', async () => {
    const { sheet, asked, other, waiting, said, settle } = open(['a', 'b', 'c', 'd']);
    await sheet.look(asked('k'), false);
    waiting[0]!.answer();
    await settle();
    other.file = true;
    waiting[1]!.answer();
    waiting[2]!.answer();
    await settle();
    assert.deepEqual([[...sheet.results.keys()], sheet.replaced, sheet.running], [['/f/a'], true, false]);
    assert.deepEqual(said.filter((line) => line.startsWith('keep')), ['keep /f/a']);
    // The whole is made anew once somebody asks for it.
    other.file = false;
    sheet.forget();
    await sheet.look(asked('k', 'epoch 1, another file'), false);
    assert.deepEqual([sheet.results.size, sheet.replaced, waiting.length], [0, false, 5]);
  });

  it('waits where it was stopped before', async () => {
    const { sheet, asked, waiting } = open(['a']);
    await sheet.look(asked('k'), true);
    assert.deepEqual([waiting.length, sheet.listing?.images.length], [0, 1]);
  });
});

const picture = (classNames: readonly string[], target: number, probabilities = [0.25, 0.75]): CamPicture => ({
  info: { classNames, original: { height: 2, width: 4, channels: 1, values: Float32Array.of(0, 0, 255, 255, 0, 0, 255, 255) } },
  target, probabilities: Float32Array.from(probabilities), activation: 'softmax', signed: false, peak: 2,
  overlay: { height: 2, width: 4, channels: 1, values: Float32Array.of(0, 0, 1, 1, 0, 0, 1, 0.5) },
}) as unknown as CamPicture;

describe('an image on the sheet', () => {
  it('is judged by its folder where that names a class, by number where the model knows no names', () => {
    const right = (classNames: readonly string[], folder: string) => thumbnailOf(picture(classNames, 1), imageAt(`${folder}/a.png`)).right;
    assert.deepEqual([right(['cat', 'dog'], 'dog'), right(['cat', 'dog'], 'cat'), right(['cat', 'dog'], 'dogs')], [true, false, null]);
    assert.deepEqual([right([], '1'), right([], '0'), right([], '2'), right([], 'dog')], [true, false, null, null]);
    assert.equal(thumbnailOf(picture(['cat', 'dog'], 1), imageAt('a.png')).right, null);
  });

  it('keeps image, map, class and probability', () => {
    const { height, width, image, shades, predicted, shareText, flat } = thumbnailOf(picture(['cat', 'dog'], 1), imageAt('a.png'));
    assert.deepEqual([height, width, predicted, shareText, flat], [2, 4, 'dog', '75.0 %', false]);
    assert.deepEqual([...shades], [0, 0, 255, 255, 0, 0, 255, 128]);
    assert.deepEqual([...(image ?? [])].slice(0, 12), [0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 255]);
  });

  it('is made smaller by means over what each place covers', () => {
    assert.deepEqual([...shrink(Float32Array.of(0, 3, 6, 9), [1, 4, 1], [1, 2])], [1.5, 7.5]);
    const uneven = shrink(Float32Array.of(0, 3, 6), [1, 3, 1], [1, 2]);
    assert.ok(Math.abs(uneven[0]! - 1) < 1e-6 && Math.abs(uneven[1]! - 5) < 1e-6, uneven.join());
    assert.deepEqual([...shrink(Float32Array.of(1, 10, 3, 30), [2, 1, 2], [1, 1])], [2, 20]);
  });

  it('passes the filters that it fits', () => {
    const images = ['cat/a', 'cat/b', 'dog/c', 'dog/d'].map(imageAt);
    const entry = (predicted: string, right: boolean) => ({ entry: { predicted, right } as CamThumbnail });
    const results = new Map<string, { entry: CamThumbnail } | { failure: string }>([['/f/cat/a', entry('cat', true)], ['/f/cat/b', entry('dog', false)], ['/f/dog/c', { failure: 'no image' }]]);
    const shown = (options: Record<string, string>) => shownImages(images, results, options).map(({ name }) => name);
    assert.deepEqual(shown({}), ['cat/a', 'cat/b', 'dog/c', 'dog/d']);
    assert.deepEqual(shown({ within: 'dog' }), ['dog/c', 'dog/d']);
    assert.deepEqual(shown({ verdict: 'wrong' }), ['cat/b']);
    assert.deepEqual(shown({ predicted: 'dog' }), ['cat/b']);
    assert.deepEqual(shown({ predicted: 'dog', verdict: 'right' }), []);
    assert.deepEqual(countsOf(images, results), { done: 2, failed: 1, right: 1, judged: 2, predicted: [['cat', 1], ['dog', 1]], folders: [['cat', 2], ['dog', 2]] });
  });
});

describe('the images of a folder', () => {
  it('are found in folders below as well, ordered as people count, hidden ones left out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'convlens folder '));
    try {
      for (const below of ['cat', 'dog/deep', '.cache']) mkdirSync(join(folder, below), { recursive: true });
      for (const file of ['z.PNG', 'notes.txt', 'cat/10.jpg', 'cat/9.jpg', 'dog/deep/a.webp', '.cache/b.png']) writeFileSync(join(folder, file), '');
      const { images, total, notes } = await imagesIn(folder);
      assert.deepEqual(images.map(({ name, className }) => [name, className]), [['z.PNG', null], ['cat/9.jpg', 'cat'], ['cat/10.jpg', 'cat'], ['dog/deep/a.webp', 'dog']]);
      assert.deepEqual([total, notes], [4, []]);
      await assert.rejects(imagesIn(join(folder, 'none')), /could not be read .*choose another one/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are found although a folder among them cannot be read, which is told', async () => {
    const { folder, read } = tree({ '': ['b.png', 'closed/', 'open/'], open: ['a.png'] });
    const { images, notes } = await imagesIn(folder, read);
    assert.deepEqual([images.map(({ name }) => name), notes], [['b.png', 'open/a.png'], ['The folder closed below it could not be read.']]);
  });

  it('are looked for so far and no further, which is told', async () => {
    // Every folder holds another one.
    let reads = 0;
    const { images, notes } = await imagesIn('/f', async () => {
      reads += 1;
      return entries(['a.png', 'more/']);
    }, 100);
    assert.deepEqual([reads, images.length], [50, 50]);
    assert.match(notes.join(), /after 100 of them no more were looked at\. Choose a folder further down/);
  });
});

const entries = (names: readonly string[]): Dirent[] => names.map((name) => ({ name: name.replace('/', ''), isFile: () => !name.endsWith('/'), isDirectory: () => name.endsWith('/') }) as Dirent);

/** Folders with what is in them, by their paths in the first; one that is not named cannot be read. */
function tree(folders: { readonly [path: string]: readonly string[] }) {
  const folder = join('/', 'f');
  return {
    folder,
    read: async (path: string) => entries(folders[relative(folder, path)] ?? assert.fail(`EACCES: permission denied, scandir '${path}'`)),
  };
}
