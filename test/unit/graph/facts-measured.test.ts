import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { analyze } from '../../../src/core/analyze.js';
import { modelFacts } from '../../../src/core/graph/facts.js';

interface Measured {
  readonly code: string;
  readonly macs: number;
  readonly fields?: { readonly [layer: string]: { readonly field: readonly number[]; readonly stride: readonly number[] } };
}
const golden = JSON.parse(readFileSync('test/golden/facts.json', 'utf8')) as { readonly [name: string]: Measured };

// Counted by TensorFlow's profiler, and found by gradients: test/oracle/facts.py.
describe('facts, as TensorFlow counts and gradients reach', () => {
  for (const [name, { code, macs, fields }] of Object.entries(golden)) {
    it(name, () => {
      const { graph } = analyze(code).models.find((m) => m.variable === 'm')!;
      const facts = modelFacts(graph);
      assert.equal(facts.multiplyAccumulates, macs);
      if (!fields) return;
      const names = new Map(graph.layers.map((layer) => [layer.id, layer.name]));
      const found = Object.fromEntries(facts.calls.flatMap((call) => (fields[names.get(call.layer)!] ? [[names.get(call.layer)!, { field: call.receptiveField, stride: call.strideProduct }]] : [])));
      assert.deepEqual(found, fields);
    });
  }
});
