import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { picture, writePng } from '../support/pictures.js';
import { run } from '../../unit/cli/support.js';

const entry = fileURLToPath(new URL('../../support/engine-from-sources.cjs', import.meta.url));

describe('convlens data', function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'convlens-data-'));
    for (const [name, count] of [['cats', 2], ['dogs', 6]] as const) {
      mkdirSync(join(folder, 'pets', name), { recursive: true });
      for (let i = 0; i < count; i++) await writePng(join(folder, 'pets', name, `${i}.png`), picture(9, 8 + i, 3));
    }
    file = join(folder, 'pets.py');
    writeFileSync(file, `
import keras
from keras import layers
data = keras.utils.image_dataset_from_directory("pets", image_size=(8, 8), batch_size=4)
data = data.map(lambda x, y: (x / 255.0, y))
model = keras.Sequential([layers.Input((8, 8, 3)), layers.Flatten(), layers.Dense(2, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(data, epochs=2)
`);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const ask = (...args: string[]) => run(['data', file, ...args], undefined, { entry });

  it('prints classes with bars, splits, shapes and values', async () => {
    const { code, out, err } = await ask();
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^training: pets: 8 images of 2 classes\n {2}8 samples of shape \(8, 8, 3\), targets of shape \(\); 2 batches of 4, shuffled\n {2}values 0\.\d{4} to \d\.\d{4}, mean 0\.\d{4} \(over 8 samples, after preprocessing\)\n {2}cats {2}█{10} {20} {2}2 {3}25\.0 %\n {2}dogs {2}█{30} {2}6 {3}75\.0 %\nnothing changes images at random\ninfo: The training data is unbalanced/);
  });

  it('as JSON, with every file looked at: 1 where one cannot be read', async () => {
    writeFileSync(join(folder, 'pets', 'dogs', 'broken.png'), 'x');
    const { code, out } = await ask('--check', '--json');
    const { parts, classNames } = JSON.parse(out) as { classNames: string[]; parts: { role: string; classCounts: number[]; checked: number; unreadable: { count: number; first: { path: string }[] } }[] };
    assert.deepEqual([code, classNames, parts.map(({ role, classCounts, checked, unreadable }) => [role, classCounts, checked, unreadable.count, unreadable.first[0]!.path.slice(folder.length)])], [1, ['cats', 'dogs'], [['training', [2, 7], 9, 1, join('/pets', 'dogs', 'broken.png')]]]);
  });

  it('ends with one sentence where there is no data', async () => {
    const { code, out, err } = await ask('--data', join(folder, 'nowhere'));
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^convlens data: The folder ".*nowhere" \(line 4\) was not found at [^\n]+\n$/);
  });
});
