import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModel } from '../../../src/engine/pictures/open.js';
import { writeH5 } from '../../../src/engine/modelfiles/h5.js';
import { readGolden, visualFolder } from './support.js';

describe('models in Keras\'s older format', function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), 'convlens-h5-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const name of ['digits', 'nested', 'branches']) {
    it(`are read as Keras wrote them: ${name}`, async () => {
      const golden = readGolden(name);
      const { graph, variables } = await openModel({ kind: 'file', path: join(visualFolder, `${name}.h5`) });
      assert.deepEqual(graph.layers.filter(({ type }) => type !== 'InputLayer').map((layer) => [layer.name, layer.type]), golden.graph.layers.filter(({ type }) => type !== 'InputLayer').map((layer) => [layer.name, layer.type]));
      const weights = golden.names.filter((key) => key.startsWith('weight/')).map((key) => key.slice('weight/'.length));
      assert.deepEqual(Object.keys(variables).sort(), weights.sort());
      for (const weight of weights) assert.deepEqual(Float32Array.from(variables[weight]!.values), golden.values(`weight/${weight}`), weight);
    });
  }

  it('are refused with a sentence where they hold no model, or are not whole', async () => {
    const only = join(folder, 'only.h5');
    writeFileSync(only, await writeH5({ arrays: new Map([['dense/kernel', { shape: [2], values: Float32Array.of(1, 2) }]]), names: new Map() }));
    await assert.rejects(openModel({ kind: 'file', path: only }), /"only\.h5" holds weights and no model/);
    const text = join(folder, 'text.h5');
    writeFileSync(text, 'no model');
    await assert.rejects(openModel({ kind: 'file', path: text }), /^UserError: "text\.h5" is not an HDF5 file\. Save the model again with model\.save\.$/);
    const other = join(folder, 'model.pt');
    writeFileSync(other, readFileSync(only));
    await assert.rejects(openModel({ kind: 'file', path: other }), /model\.pt is neither a \.keras nor an \.h5 file/);
  });
});
