import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readers } from '../../../src/client/readers.js';
import type { Analysis } from '../../../src/core/analysis.js';
import { analyze } from '../../../src/core/analyze.js';

interface Facts {
  readonly error?: string;
  readonly name: string;
  readonly layers: readonly (readonly [name: string, type: string, shape: readonly (number | null)[] | null, parameters: number])[];
  readonly total: number;
  readonly trainable: number;
  readonly optimizer: string | null;
  readonly rate: number | string | null;
  /** How many `weighted_metrics`. */
  readonly weighted: number;
  readonly bigger: readonly [name: string, total: number, shape: readonly (number | null)[]];
}

const golden = join(import.meta.dirname, '..', '..', 'golden');
const facts = JSON.parse(readFileSync(join(golden, 'loaded', 'loaded.json'), 'utf8')) as { readonly [file: string]: Facts };

const program = (path: string): string => `import keras
from data import x, y
model = keras.models.load_model("${path}")
bigger = keras.Model(model.inputs, keras.layers.Dense(5, name="on_top")(model.outputs[0]))
model.fit(x, y)
`;

describe('a model that is loaded from a file is what real Keras has after loading it', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'convlens-loaded-'));
    writeFileSync(join(folder, 'long.h5'), gunzipSync(readFileSync(join(golden, 'loaded', 'long.h5.gz'))));
  });
  after(() => rmSync(folder, { recursive: true }));

  const analyzed = (text: string, file = join(golden, 'program.py')): Analysis => analyze(text, { file, ...readers([folder]) });

  for (const [file, expected] of Object.entries(facts)) {
    if (expected.error !== undefined) continue;
    it(file, () => {
      const { models: [model, bigger], diagnostics } = analyzed(program(file === 'loaded/long.h5' ? 'long.h5' : file));
      assert.ok(model && bigger);
      const { graph, parameters, recipe } = model;
      const shapes = new Map(graph.calls.map(({ layer, outputs }) => [layer, outputs.length === 1 ? graph.tensors[outputs[0]!]!.shape : null]));
      const counts = graph.layers.filter(({ type, role }) => type !== 'InputLayer' && role !== 'operation').map(({ id, name, type, role, inner }) => [name, role === 'model' ? inner!.kind : type, shapes.get(id)]);
      assert.deepEqual(counts, expected.layers.map(([name, type, shape]) => [name, type, shape]));
      assert.deepEqual([graph.name, parameters.total, parameters.trainable], [expected.name, expected.total, expected.trainable]);
      assert.deepEqual([bigger.graph.name, bigger.parameters.total, bigger.outputShape], expected.bigger);
      if (expected.optimizer === null) assert.deepEqual(diagnostics.map(({ code }) => code), ['not-compiled']);
      else {
        assert.deepEqual(diagnostics, []);
        const rate = recipe?.optimizer.config.learningRate;
        assert.deepEqual([recipe?.optimizer.className, typeof rate === 'object' && rate !== null && 'className' in rate ? rate.className : rate], [expected.optimizer, expected.rate]);
        assert.equal(recipe?.weightedMetrics?.length ?? 0, expected.weighted);
      }
    });
  }

  it('is not known, and says why, where the file is not there, holds none or is not whole', () => {
    writeFileSync(join(folder, 'half.keras'), readFileSync(join(golden, 'visual', 'digits.keras')).subarray(0, 5000));
    writeFileSync(join(folder, 'half.h5'), readFileSync(join(golden, 'visual', 'digits.h5')).subarray(0, 700));
    writeFileSync(join(folder, 'text.keras'), 'no model');
    writeFileSync(join(folder, 'empty.h5'), '');
    const reasons: Readonly<Record<string, RegExp>> = { 'gone.keras': /which was not found/, 'half.keras': /could not be read/, 'half.h5': /could not be read/, 'text.keras': /neither a \.keras nor an \.h5/, 'empty.h5': /neither/, [folder]: /is a folder/ };
    for (const [path, reason] of Object.entries(reasons)) {
      const { models, unknowns, diagnostics } = analyzed(program(path));
      assert.deepEqual(diagnostics, [], path);
      assert.equal(models.length, 1, path);
      assert.equal(models[0]!.parameters.total, null, path);
      assert.ok(unknowns.some((loss) => reason.test(loss.reason)), `${path}: ${unknowns.map((loss) => loss.reason).join(' | ')}`);
    }
    assert.match(analyze(program('digits.keras')).unknowns.map((loss) => loss.reason).join(' '), /is not read here/);
  });

  it('is read again when its file has changed', () => {
    const total = (): number | null | undefined => analyzed(program('turned.keras')).models[0]?.parameters.total;
    writeFileSync(join(folder, 'turned.keras'), readFileSync(join(golden, 'visual', 'digits.keras')));
    assert.equal(total(), facts['visual/digits.keras']!.total);
    writeFileSync(join(folder, 'turned.keras'), readFileSync(join(golden, 'engine', 'saved.keras')));
    assert.equal(total(), facts['engine/saved.keras']!.total);
  });
});

describe('a model that the file itself saved', () => {
  const head = 'import keras\nfrom data import x, y, given\nfrom keras import layers as L\nm = keras.Sequential([keras.Input((8, 8, 3)), L.Conv2D(4, 3), L.Flatten(), L.Dense(2)])\n';
  const loaded = (rest: string) => {
    const { models, unknowns } = analyze(`${head}${rest}p = keras.Model(n.inputs, n.outputs)\n`);
    const model = models.find(({ variable }) => variable === 'n');
    return { model, total: model?.parameters.total ?? null, trainable: model?.parameters.trainable ?? null, reasons: unknowns.map(({ reason }) => reason).join(' | ') };
  };

  it('comes back from the same path, as it was then and with what it was compiled with', () => {
    const { model, total, trainable } = loaded('m.layers[0].trainable = False\nm.compile("sgd", "mse", weighted_metrics=["mae"])\nm.save("./out//a.keras")\nm.layers[0].trainable = True\nn = keras.models.load_model("out/a.keras")\n');
    assert.deepEqual([total, trainable, model?.recipe?.optimizer.className, model?.recipe?.losses[0]?.className, model?.recipe?.weightedMetrics?.map(({ className }) => className)], [402, 290, 'SGD', 'MeanSquaredError', ['mae']]);
  });

  it('comes back from a checkpoint, and from save_model', () => {
    assert.equal(loaded('m.compile("sgd", "mse")\nm.fit(x, y, callbacks=[keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)])\nn = keras.saving.load_model("best.keras")\n').total, 402);
    assert.equal(loaded('keras.models.save_model(m, "b.keras")\nn = keras.models.load_model(filepath="b.keras", compile=False)\n').total, 402);
    assert.match(loaded('m.compile("sgd", "mse")\nm.fit(x, y, callbacks=[keras.callbacks.ModelCheckpoint("w.weights.h5", save_weights_only=True)])\nn = keras.saving.load_model("w.weights.h5")\n').reasons, /is not read here/);
  });

  it('is not known where it depends on a condition which was saved, or where it changed since', () => {
    assert.match(loaded('o = keras.Sequential([keras.Input((3,)), L.Dense(1)])\nif given:\n    m.save("a.keras")\nelse:\n    o.save("a.keras")\nn = keras.models.load_model("a.keras")\n').reasons, /depends on a condition/);
    assert.match(loaded('m.save("a.keras")\nm.add(L.Dense(7))\nn = keras.models.load_model("a.keras")\n').reasons, /before layers were added/);
  });
});
