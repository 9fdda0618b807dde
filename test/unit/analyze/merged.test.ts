import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { analyze } from '../../../src/core/analyze.js';
import type { ModelGraph } from '../../../src/core/graph/types.js';

interface Case {
  readonly source: string;
  /** Null where real Keras raises. */
  readonly outputs: readonly (readonly (number | null)[])[] | null;
}

const cases = JSON.parse(gunzipSync(readFileSync('test/golden/merged.json.gz')).toString()) as readonly Case[];

const shapesOf = (graph?: ModelGraph) => graph?.outputs.map((id) => graph.tensors[id]!.shape) ?? null;

/** `test/oracle/merged.py`: fixed and open batches that meet in a layer, at its first call, later, in models and in classes. */
describe('tensors of several batches that are merged', () => {
  it('have the shapes that Keras gives them, and errors where Keras raises', () => {
    const wrong = cases.flatMap(({ source, outputs }) => {
      const { models, diagnostics } = analyze(source, { file: 'merged.py' });
      const errors = diagnostics.filter((d) => d.severity === 'error').map((d) => d.message);
      const shapes = shapesOf(models.at(-1)?.graph);
      const right = outputs === null ? errors.length > 0 : errors.length === 0 && JSON.stringify(shapes) === JSON.stringify(outputs);
      return right ? [] : [`${source}\nKeras: ${JSON.stringify(outputs)}, shown: ${JSON.stringify(shapes)} ${errors.join(' ')}`];
    });
    assert.ok(cases.length > 250);
    assert.deepEqual(wrong, []);
  });
});
