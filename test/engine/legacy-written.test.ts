import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyze } from '../../src/core/analyze.js';
import { graphFromKeras, type Json } from '../../src/core/modelfiles/keras-config.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { readH5 } from '../../src/engine/modelfiles/h5.js';
import { legacyWeights, openLegacyFile } from '../../src/engine/modelfiles/legacy-file.js';
import { writeLegacyFile } from '../../src/engine/modelfiles/legacy-written.js';
import { startTraining } from '../../src/engine/training/train.js';
import { golden } from './golden.js';
import { npy } from './support/npy.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'golden', 'visual');

/** Arrays of each layer that has weights in the order of the file, by which Keras reads them. */
async function stored(bytes: Uint8Array): Promise<readonly (readonly [string, readonly (readonly number[])[]])[]> {
  const { attributes, arrays } = await readH5(bytes, 'x.h5', ['layer_names', 'weight_names']);
  const named = (place: string): readonly string[] => (attributes.get(place) as readonly string[] | undefined) ?? [];
  return named('model_weights@layer_names').map((layer) => [layer, named(`model_weights/${layer}@weight_names`).map((name) => [...(arrays.get(`model_weights/${layer}/${name}`)!.values as Float32Array)])] as const).filter(([, weights]) => weights.length > 0);
}

describe("files in Keras's older format", function () {
  this.timeout(60_000);
  // `nested` has a frozen layer, whose weights stand behind the others there.
  for (const name of ['digits', 'nested', 'branches']) {
    it(`${name}: what is written holds what Keras wrote, in its order`, async () => {
      const bytes = readFileSync(join(folder, `${name}.h5`));
      const file = await openLegacyFile(bytes, name);
      const graph = graphFromKeras(file.config as Json);
      const written = await writeLegacyFile({ graph, weights: legacyWeights(file, graph, name) });
      assert.deepEqual(await stored(written), await stored(bytes));
      const again = await openLegacyFile(written, name);
      assert.deepEqual(graphFromKeras(again.config as Json).layers.map(({ name: layer, type, weights }) => [layer, type, weights]), graph.layers.map(({ name: layer, type, weights }) => [layer, type, weights]));
    });
  }

  it('ModelCheckpoint writes a whole model under .h5, which the program loads; none for a model of its own class', async () => {
    const { arrays } = golden<{ readonly arrays: { readonly [name: string]: { readonly shape: readonly number[]; readonly values: readonly number[] } } }>('files');
    const place = mkdtempSync(join(tmpdir(), 'legacy-'));
    try {
      for (const [name, { shape, values }] of Object.entries(arrays)) writeFileSync(join(place, `${name}.npy`), npy(shape, Float32Array.from(values)));
      const train = async (model: string) => {
        const text = `import keras\nimport numpy as np\nx, y, xv, yv = np.load("x.npy"), np.load("y.npy"), np.load("xv.npy"), np.load("yv.npy")\n${model}model.compile("adam", "sparse_categorical_crossentropy")\nmodel.fit(x, y, epochs=2, callbacks=[keras.callbacks.ModelCheckpoint("best.h5")])\nmodel.load_weights("best.h5")\nmodel.evaluate(xv, yv)\n`;
        const found = analyze(text).models.find(({ recipe }) => recipe !== null)!;
        const listener = { progress: () => undefined, epochEnded: () => undefined, runChanged: () => undefined, log: () => undefined };
        const { done } = await startTraining({ graph: found.graph, recipe: found.recipe!, sourceFile: join(place, 'a.py'), sourceText: text, runsDirectory: join(place, 'runs') }, createEagerDevice(), listener);
        return done;
      };
      const info = await train('model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3, activation="softmax")])\n');
      assert.deepEqual([info.error, info.warnings], [null, []]);
      assert.ok(Number.isFinite(info.test!['loss']));
      const file = await openLegacyFile(readFileSync(join(place, 'best.h5')), 'best.h5');
      assert.equal(graphFromKeras(file.config as Json).layers.at(-1)!.type, 'Dense');
      rmSync(join(place, 'best.h5'));
      const own = await train('class Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.d = keras.layers.Dense(3, activation="softmax")\n    def call(self, x):\n        return self.d(x)\nmodel = Net()\nmodel.build((None, 6))\n');
      assert.match(own.warnings!.join(' '), /ModelCheckpoint is skipped, because "best\.h5" is in Keras's older format.*end the path in \.keras/);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
});
