import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { analyze } from '../../../src/core/analyze.js';
import { modelFacts } from '../../../src/core/graph/facts.js';

interface Measured {
  readonly code: string;
  readonly batch: number;
  readonly layers: { readonly [name: string]: number };
  readonly weights: number;
}
const golden = JSON.parse(readFileSync('test/golden/memory.json', 'utf8')) as { readonly [name: string]: Measured };

// The bytes that real Keras's arrays have: test/oracle/memory.py.
describe('memory, as real Keras holds it', () => {
  for (const [name, { code, batch, layers, weights }] of Object.entries(golden)) {
    it(name, () => {
      const { graph } = analyze(code).models.find((m) => m.variable === 'm')!;
      const facts = modelFacts(graph, batch);
      const names = new Map(graph.layers.map((layer) => [layer.id, layer.name]));
      const found: { [layer: string]: number | null } = {};
      for (const call of facts.calls) {
        const layer = names.get(call.layer)!;
        found[layer] = call.activationBytes === null ? null : (found[layer] ?? 0) + call.activationBytes;
      }
      assert.deepEqual(found, layers);
      assert.equal(facts.activationBytes, Object.values(layers).reduce((sum, bytes) => sum + bytes, 0));
      assert.equal(facts.parameterBytes, weights);
    });
  }
});
