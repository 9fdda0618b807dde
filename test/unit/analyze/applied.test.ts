import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { analyze } from '../../../src/core/analyze.js';

interface Case {
  readonly source: string;
  readonly shapes?: readonly (readonly (number | null)[])[];
  readonly error?: string;
}
/** What real Keras gives; test/oracle/applied.py writes it. */
const golden = JSON.parse(readFileSync(new URL('../../golden/applied.json', import.meta.url), 'utf8')) as { readonly [name: string]: Case };

describe('a model that is applied to an array or to a tensor of another shape has the shapes of that call at its line', () => {
  for (const [name, { source, shapes, error }] of Object.entries(golden)) {
    it(name, () => {
      const { calls, diagnostics } = analyze(source, { file: 'applied.py' });
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      if (error !== undefined) {
        assert.ok(errors.length > 0, `Keras raises ${error}`);
        return;
      }
      assert.deepEqual(errors, []);
      const line = source.lastIndexOf('\n', source.length - 2);
      const last = calls.filter(({ callSpan }) => callSpan.from > line).at(-1);
      assert.deepEqual(last?.outputs.map(({ shape }) => shape), shapes);
    });
  }
});
