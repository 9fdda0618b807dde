import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Analysis } from '../../../src/core/analysis.js';
import { analyze } from '../../../src/core/analyze.js';
import { hazards, rearranged } from './hazards.js';
import { numbers, texts, typed, written } from './mutations.js';

const sample = readFileSync('samples/keras/mnist_convnet.py', 'utf8');
const two = `import keras
first = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(2)])
first.compile(loss="mse")
units = 16
second = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)])
`;

describe('an edit is analysed from its place on', () => {
  it('with the result of a text that is analysed anew', () => {
    let edits = 0;
    // The nightly script does so with many more.
    for (const [i, text] of texts.filter((_, nth) => nth % 3 === 0).entries()) {
      const versions = typed(text, 6, numbers(i));
      const results = versions.map((version) => written(analyze(version, { file: 'edited.py' })));
      versions.forEach((version, nth) => {
        assert.equal(results[nth], written(analyze(version, { file: `fresh-${i}-${nth}.py` })), `text ${i}, version ${nth}:\n${version}`);
        edits++;
      });
    }
    assert.ok(edits > 180, `${edits} edits`);
  }).timeout(120_000);

  for (const [i, text] of hazards.entries()) {
    it(`whatever its statements share: ${text.split('\n')[4]}`, () => {
      for (let seed = 0; seed < 4; seed++) {
        const versions = rearranged(text, 8, numbers(100 * i + seed));
        const results = versions.map((version) => written(analyze(version, { file: 'edited.py' })));
        versions.forEach((version, nth) => { assert.equal(results[nth], written(analyze(version, { file: `fresh-${i}-${seed}-${nth}.py` })), `seed ${seed}, version ${nth}:\n${version}`); });
      }
    });
  }

  it('telling what stands below it and has nothing to do with it by the same objects', () => {
    const text = `${two}third = keras.Sequential([keras.Input((2,)), keras.layers.Flatten()])\nthird.compile(loss="mse")\n`;
    const graphs = (version: string) => analyze(version, { file: 'below.py' }).models.map(({ graph }) => graph);
    const before = graphs(text);
    const now = graphs(text.replace('units = 16', 'units = 1024'));
    assert.deepEqual(now.map((graph, i) => graph === before[i]), [true, false, true]);
    assert.equal(now[2]!.span!.from, text.indexOf('keras.Sequential', text.indexOf('third')) + 2, 'its place moves with the text');
    assert.deepEqual(graphs(text.replace('units = 16', 'units = 16  # so many')).map((graph, i) => graph === now[i]), [true, false, true], 'back from another version');
  });

  it('telling what stands above it by the same objects', () => {
    const before = after(two, 'units = 16', 'units = 32').at(-1)!;
    const now = analyze(two.replace('units = 16', 'units = 64'), { file: 'two.py' });
    assert.equal(now.models[0], before.models[0]);
    assert.deepEqual(now.calls.slice(0, 3).map((call, i) => call === before.calls[i]), [true, true, true]);
    assert.notEqual(now.models[1], before.models[1]);
    assert.deepEqual(now.models.map(({ parameters }) => parameters.total), [402, 5 * 64]);
  });

  it('telling anew what was changed from below', () => {
    const [before, now] = after(two, 'units = 16', 'units = 16\nfirst.trainable = False');
    assert.deepEqual([before, now].map((analysis) => analysis!.models[0]!.parameters.trainable), [402, 0]);
    assert.equal(analyze(two, { file: 'two.py' }).models[0]!.parameters.trainable, 402);
  });

  it('and from the top where an imported file has changed', () => {
    const text = 'import keras\nfrom sizes import units\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)])\nx = 1\n';
    const total = (version: string, units: number) => analyze(version, { file: 'importing.py', readModule: (name) => (name === 'sizes' ? { file: 'sizes.py', text: `units = ${units}\n` } : undefined) }).models[0]!.parameters.total;
    assert.deepEqual([total(text, 3), total(`${text}y = 1\n`, 3), total(`${text}y = 2\n`, 3), total(`${text}y = 3\n`, 7)], [15, 15, 15, 35]);
  });

  const layersOf = 'from keras import layers\nimport keras\nfrom dataclasses import dataclass\n';
  const kept: Readonly<Record<string, readonly [above: string, below: string]>> = {
    'a generator': ['def parts():\n    yield layers.Dense(3)\np = parts()\nmodel = keras.Sequential([keras.Input((4,))])\n', 'for l in p:\n    model.add(l)\nmodel.add(layers.Dense(2))\n'],
    'a generator expression': ['p = (layers.Dense(n) for n in (3, 5))\nmodel = keras.Sequential([keras.Input((4,))])\n', 'for l in p:\n    model.add(l)\nmodel.add(layers.Dense(2))\n'],
    'a map': ['p = map(lambda n: layers.Dense(n), [3, 5])\nmodel = keras.Sequential([keras.Input((4,))])\n', 'for l in p:\n    model.add(l)\nmodel.add(layers.Dense(2))\n'],
    'a model inside a model': ['inner = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\nouter = keras.Sequential([keras.Input((4,)), inner])\ny = outer(keras.Input((4,)))\n', 'inner.add(layers.Dense(2))\n'],
    'a function that becomes a method': ['def make(self):\n    return keras.Sequential([keras.Input((4,)), layers.Dense(3)])\n', 'class A:\n    make = make\n'],
    'a class that becomes a dataclass': ['class C:\n    size: int = 3\n', 'C = dataclass(C)\nmodel = keras.Sequential([keras.Input((4,)), layers.Dense(C(5).size)])\n'],
    'an optimizer': ['opt = keras.optimizers.Adam(0.1)\nmodel = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\n', 'opt.learning_rate = 0.5\nmodel.compile(opt, "mse")\n'],
  };
  for (const [name, [above, below]] of Object.entries(kept)) {
    it(`leaving ${name} from above as it was`, () => {
      const texts = [`x = 1\n${below}`, `x = 2\n${below}`, `x = 3\n${below}`, 'x = 4\n', `x = 5\n${below}`, `x = 6\n`].map((rest) => `${layersOf}${above}${rest}`);
      const edited = texts.map((text) => written(analyze(text, { file: 'kept.py' })));
      texts.forEach((text, i) => assert.equal(edited[i], written(analyze(text, { file: `fresh-${i}.py` })), text));
    });
  }

  it('also in the sample, key by key', () => {
    for (let length = 0; length <= 20; length++) {
      const version = sample.replace('epochs=5', `epochs=5${' # and so on and so on'.slice(0, length)}`);
      assert.equal(written(analyze(version, { file: 'sample.py' })), written(analyze(version, { file: `fresh-${length}.py` })));
    }
  });
});

/** Analyses of a text and of a version of it, one after the other. */
function after(text: string, from: string, to: string): Analysis[] {
  return [text, text.replace(from, to)].map((version) => analyze(version, { file: 'two.py' }));
}
