/** Files with a model and its weights, looked into from the terminal: those that real Keras wrote, and a trained MobileNetV2 as a TensorFlow.js layers model. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { skip } from '../../support/skip.js';
import { picture, writePng } from '../support/pictures.js';
import { run } from '../../unit/cli/support.js';
import { visualFolder } from './support.js';

const entry = fileURLToPath(new URL('../../support/engine-from-sources.cjs', import.meta.url));
const trained = join(dirname(entry), '..', '..', '.cache', 'nsfwjs-4.3.0', 'model.json');

/** Shape and values of a `.npy` file of 32-bit numbers. */
function readNpy(path: string): { readonly shape: readonly number[]; readonly values: Float32Array } {
  const bytes = readFileSync(path);
  const header = bytes.toString('latin1', 10, 10 + bytes.readUInt16LE(8));
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '').split(',').filter((part) => part.trim() !== '').map(Number);
  const start = 10 + bytes.readUInt16LE(8);
  return { shape, values: Float32Array.from({ length: (bytes.length - start) / 4 }, (_, at) => bytes.readFloatLE(start + 4 * at)) };
}

describe('models in files, from the terminal', function () {
  this.timeout(240_000);
  let folder: string;
  let image: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'convlens-files-'));
    image = join(folder, 'image.png');
    await writePng(image, picture(64, 64, 3));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function ask(verb: string, model: string, ...more: readonly string[]): Promise<{ readonly out: string; readonly files: readonly string[] }> {
    const to = mkdtempSync(join(folder, `${verb}-`));
    const { code, err } = await run([verb, model, '--out', to, '--json', ...more], undefined, { entry });
    assert.equal(code, 0, err);
    return { out: to, files: readdirSync(to).sort() };
  }

  for (const file of ['digits.keras', 'digits.h5']) {
    it(`${file}, as Keras wrote it: activations, filters and maps`, async () => {
      const model = join(visualFolder, file);
      const shown = await ask('activations', model, '--image', image, '--layer', 'first');
      assert.deepEqual(shown.files.map((name) => name.replace(/^.*-activations/, '')), ['.npy', '.png']);
      const { shape, values } = readNpy(join(shown.out, shown.files[0]!));
      assert.ok(shape.length === 3 && values.length === shape.reduce((a, b) => a * b, 1) && values.some((value) => value !== 0), shape.join());
      const sheet = PNG.sync.read(readFileSync(join(shown.out, shown.files[1]!)));
      assert.ok(new Set(new Uint32Array(sheet.data.buffer, sheet.data.byteOffset, sheet.width * sheet.height)).size > 20, 'the sheet is not of one colour');
      assert.ok((await ask('filters', model, '--layer', 'first', '--filters', '0', '--steps', '2')).files.some((name) => name.endsWith('.png')));
      assert.ok((await ask('cam', model, '--image', image, '--layer', 'first')).files.some((name) => name.endsWith('.png')));
    });
  }

  it('a file that is no model is refused with a sentence', async () => {
    const path = join(folder, 'model.json');
    writeFileSync(path, '{"name": "no model"}');
    const { code, err } = await run(['activations', path, '--image', image], undefined, { entry });
    assert.equal(code, 1);
    assert.match(err, /model\.json/);
  });

  describe('a trained MobileNetV2 of TensorFlow.js', () => {
    before(function () {
      if (!existsSync(trained)) skip(this, process.env['CONVLENS_NO_TRAINED_MODEL'] || 'The trained model is not in .cache; `npm test -- engine` takes it from npm.');
    });

    it('shows every channel of a layer for an image', async () => {
      const { out, files } = await ask('activations', trained, '--image', image);
      const { shape, values } = readNpy(join(out, files.find((name) => name.endsWith('.npy'))!));
      assert.deepEqual(shape, [112, 112, 32]);
      assert.ok(values.some((value) => value > 0));
    });

    it('shows what a filter looks for, and where a class was found', async () => {
      assert.ok((await ask('filters', trained, '--layer', 'block_1_expand', '--filters', '3', '--steps', '3', '--size', '96')).files.length > 0);
      const { out, files } = await ask('cam', trained, '--image', image);
      const drawn = PNG.sync.read(readFileSync(join(out, files.find((name) => name.endsWith('.png'))!)));
      assert.ok(drawn.width >= 64 && drawn.height >= 64);
    });
  });
});
