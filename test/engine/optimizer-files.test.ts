import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../src/core/analyze.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { openKerasFile, optimizerFrom } from '../../src/engine/modelfiles/keras-file.js';
import { startTraining } from '../../src/engine/training/train.js';
import { golden } from './golden.js';
import { npy } from './support/npy.js';

type Numbers = { readonly shape: readonly number[]; readonly values: readonly number[] };

describe("a trained model's file keeps the optimizer's variables that Keras keeps", function () {
  this.timeout(60_000);
  const { arrays } = golden<{ readonly arrays: { readonly [name: string]: Numbers } }>('files');
  const { cases } = golden<{ readonly cases: readonly { readonly text: string; readonly variables: readonly Numbers[] }[] }>('optimizer_files');
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'optimizer-'));
    for (const [name, { shape, values }] of Object.entries(arrays)) writeFileSync(join(folder, `${name}.npy`), npy(shape, Float32Array.from(values)));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const train = async (text: string) => {
    const model = analyze(text).models[0]!;
    const listener = { progress: () => undefined, epochEnded: () => undefined, runChanged: () => undefined, log: () => undefined };
    const { run, done } = await startTraining({ graph: model.graph, recipe: model.recipe!, sourceFile: join(folder, 'a.py'), sourceText: text, runsDirectory: join(folder, 'runs') }, createEagerDevice(), listener);
    assert.equal((await done).error, null);
    return run;
  };

  // An epoch has three batches. Keras counts the step that a callback hears of as done.
  it('and how many steps were done when a callback saved it', async () => {
    await train(cases[2]!.text.replace('shuffle=False', 'shuffle=False, callbacks=[keras.callbacks.ModelCheckpoint("batch.keras", save_freq=4), keras.callbacks.ModelCheckpoint("epoch{epoch}.keras")]'));
    const done = await Promise.all(['batch', 'epoch1', 'epoch2'].map(async (name) => optimizerFrom(await openKerasFile(readFileSync(join(folder, `${name}.keras`)), name))!.iterations));
    assert.deepEqual(done, [4, 3, 6]);
  });

  for (const { text, variables } of cases) {
    it(/optimizers\.(.*), "sparse/.exec(text)![1]!, async () => {
      const run = await train(text);
      const { tree } = await openKerasFile(readFileSync(run.modelPath), 'model.keras');
      const found = [...tree.arrays].filter(([path]) => path.startsWith('optimizer/vars/')).sort(([a], [b]) => Number(a.slice(15)) - Number(b.slice(15))).map(([, array]) => array);
      assert.deepEqual(found.map(({ shape }) => shape), variables.map(({ shape }) => shape));
      variables.forEach(({ values }, i) => values.forEach((value, at) => {
        const own = Number(found[i]!.values[at]);
        assert.ok(Math.abs(own - value) <= 1e-4 * Math.max(Math.abs(value), 1e-3), `variable ${i}[${at}] is ${own}, expected ${value}`);
      }));
    });
  }
});
