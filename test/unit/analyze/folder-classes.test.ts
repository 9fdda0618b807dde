import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFolder } from '../../../src/client/folders.js';
import { analyze } from '../../../src/core/analyze.js';
import { shapeLoss } from '../../../src/core/graph/losses.js';

const dataset = (made: string, units: string) => `import keras
ds = keras.utils.image_dataset_from_directory("pictures", image_size=(8, 8)${made}
model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(${units})])
`;
const generator = (units: string) => dataset('', units).replace(/ds = .*/, 'ds = keras.preprocessing.image.ImageDataGenerator().flow_from_directory("pictures")');

/** Units of the last layer and why they are not known, in a folder with these folders. */
function units(text: string, folders: readonly string[] | null, file = 'classes.py') {
  const { graph } = analyze(text, { file, readFolder: () => folders }).models[0]!;
  return [graph.layers.at(-1)!.config['units'], shapeLoss(graph)?.reason];
}

// As Keras 3.15 counts them: `index_directory` leaves out folders whose name begins with a dot, DirectoryIterator takes them.
describe('the classes of a folder of images', () => {
  const folders = ['.cache', 'cats', 'dogs', '10'].sort();

  it('are counted where the folder is there', () => {
    assert.deepEqual(units(dataset(')', 'len(ds.class_names)'), folders), [3, undefined]);
    assert.deepEqual(units(dataset(')', 'ds.class_names.index("dogs") + 5'), folders), [7, undefined]);
    assert.deepEqual(units(generator('ds.num_classes'), folders), [4, undefined]);
    assert.deepEqual(units(generator('len(ds.class_indices)'), folders), [4, undefined]);
    assert.deepEqual(units(generator('ds.class_indices["dogs"] + 1'), folders), [4, undefined]);
    assert.deepEqual(units(dataset(', class_names=["dogs", "cats"])', 'len(ds.class_names)'), null), [2, undefined]);
  });

  it('are not known where it is not, and why is told', () => {
    assert.deepEqual(units(dataset(')', 'len(ds.class_names)'), null), [undefined, 'How many classes there are is said by the folders in "pictures", which was not found beside this file.']);
    assert.deepEqual(units(generator('ds.num_classes'), []), [undefined, 'How many classes there are is said by the folders in "pictures", which holds none.']);
  });

  it('belong to the dataset itself, as in Keras, and not to what is made of it', () => {
    assert.equal(units(dataset(').prefetch(1)', 'len(ds.class_names)'), folders)[0], undefined);
    assert.equal(units(dataset(', label_mode=None)', 'len(ds.class_names)'), folders)[0], undefined);
  });

  it('are counted again when the folder has changed', () => {
    const text = dataset(')', 'len(ds.class_names)');
    assert.equal(units(text, ['a', 'b'], 'changing.py')[0], 2);
    assert.equal(units(text, ['a', 'b', 'c'], 'changing.py')[0], 3);
  });

  it('are the folders that Python finds, in its order', () => {
    const place = mkdtempSync(join(tmpdir(), 'classes-'));
    try {
      const pictures = join(place, 'pictures');
      for (const name of ['b', 'B', 'ä', '10', '9']) mkdirSync(join(pictures, name), { recursive: true });
      writeFileSync(join(pictures, 'a.txt'), '');
      symlinkSync(join(pictures, 'b'), join(pictures, 'c'));
      assert.deepEqual(readFolder('pictures', join(place, 'a.py')), ['10', '9', 'B', 'b', 'c', 'ä']);
      assert.equal(readFolder('none', join(place, 'a.py')), null);
      assert.equal(readFolder('pictures', 'a.py'), null);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
});
