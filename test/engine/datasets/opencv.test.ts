/** Image files that a program reads with OpenCV or Pillow: the pixels that these give it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../../src/core/analyze.js';
import { openData } from '../../../src/engine/datasets/open.js';
import { golden } from '../golden.js';
import { near, values, writeFiles } from './compared.js';

interface Golden {
  readonly head: string;
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly { readonly text: string; readonly shape: readonly number[]; readonly x: readonly number[]; readonly y: readonly number[] }[];
}

describe('images that a program reads with cv2 and PIL', function () {
  this.timeout(120_000);
  const expected = golden<Golden>('opencv');
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'opencv-'));
    writeFiles(folder, expected.files);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function recipeOf(text: string, input = '') {
    const source = `${expected.head}${text}m = keras.Sequential([${input}layers.Flatten(), layers.Dense(1)])\nm.compile("sgd", "mse")\nm.fit(x, y)\n`;
    return { source, recipe: analyze(source).models.find(({ variable }) => variable === 'm')!.recipe! };
  }

  for (const { text, shape, ...found } of expected.cases) {
    it(text.split('\n').filter((line) => /cv2|Image/.test(line)).map((line) => line.trim()).join('; '), async () => {
      const { source, recipe } = recipeOf(text);
      assert.deepEqual(recipe.unknowns, []);
      const { x, y } = await openData(recipe.train!, { sourceFile: join(folder, 'a.py'), sourceText: source });
      assert.deepEqual([x.count, ...x.shape], shape);
      const all = Array.from({ length: x.count }, (_, i) => i);
      assert.deepEqual(await values(y, all), found.y);
      near(await values(x, all), found.x, 'pixels');
    });
  }

  const loop = (read: string): string => `x = []\nfor path in paths:\n    ${read}\n    x.append(img)\nx = np.array(x)\ny = np.array([0 for p in paths])\n`;
  const refused: Readonly<Record<string, readonly [read: string, says: RegExp]>> = {
    'cubic resizing of OpenCV': ['img = cv2.resize(cv2.imread(path), (8, 8), interpolation=cv2.INTER_CUBIC)', /INTER_LINEAR, INTER_AREA and INTER_NEAREST are/],
    'fractions that OpenCV resizes': ['img = cv2.resize(cv2.imread(path) / 255.0, (8, 8))', /before anything else is done to it/],
    'an image with as many channels as its file has': ['img = np.array(Image.open(path).resize((8, 8)))', /convert\("RGB"\)/],
    'an image that is turned': ['img = np.array(Image.open(path).convert("RGB").resize((8, 8)).rotate(90))', /what rotate makes of it/],
    'an image that is resized twice, and then converted to what it is': ['img = np.array(Image.open(path).convert("RGB").resize((9, 9)).resize((8, 8)).convert("RGB"))', /resized twice/],
    'an image that is blurred': ['img = cv2.GaussianBlur(cv2.resize(cv2.imread(path), (8, 8)), (3, 3), 0)', /cv2\.GaussianBlur is not modelled/],
  };
  for (const [name, [read, says]] of Object.entries(refused)) {
    it(`${name}: told of with its line, and blocks`, () => {
      const { recipe, source } = recipeOf(loop(read), 'layers.Input((8, 8, 3)), ');
      assert.equal(recipe.train, null);
      const lost = recipe.unknowns.find(({ blocks }) => blocks)!;
      assert.match(lost.reason, says);
      assert.ok(lost.span !== null && source.slice(0, lost.span.from).split('\n').length > 8, lost.reason);
    });
  }

  it('images of different sizes: what to do is said before the start', async () => {
    const { recipe, source } = recipeOf(loop('img = cv2.imread(path)'));
    await assert.rejects(openData(recipe.train!, { sourceFile: join(folder, 'a.py'), sourceText: source }), /size of the images \(line \d+\) is not known\. Bring them to one size with cv2\.resize/);
  });
});
