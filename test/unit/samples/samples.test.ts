import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { analyze } from '../../../src/core/analyze.js';
import { countLayer } from '../../../src/core/graph/count.js';
import type { ModelGraph, Shape } from '../../../src/core/graph/types.js';

interface Model {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  readonly total: number;
  readonly trainable: number;
  readonly nonTrainable: number;
  /** Name, class, shape (of each call), parameters. */
  readonly layers: readonly (readonly [name: string, type: string, shape: Shape, parameters: number])[];
}

const samples = new URL('../../../samples/keras/', import.meta.url);
/** The models that real Keras has after running each sample; `test/oracle/samples.py` writes them. */
const golden = JSON.parse(readFileSync(new URL('../../golden/samples.json', import.meta.url), 'utf8')) as { readonly [file: string]: { readonly [variable: string]: Model } };

describe('samples/keras', () => {
  it('are all known to the golden file', () => assert.deepEqual(readdirSync(samples).filter((name) => name.endsWith('.py')).sort(), Object.keys(golden).sort()));

  for (const [file, models] of Object.entries(golden)) {
    describe(file, () => {
      const analysis = analyze(readFileSync(new URL(file, samples), 'utf8'), { file });
      it('has nothing that Keras would reject', () => assert.deepEqual(analysis.diagnostics.filter((d) => d.severity === 'error'), []));

      for (const [variable, expected] of Object.entries(models)) {
        it(`${variable} has ${expected.total.toLocaleString('en')} parameters, as in Keras`, () => {
          const model = analysis.models.find((m) => m.variable === variable);
          assert.ok(model, `found ${analysis.models.map((m) => m.variable).join(', ')}`);
          const { graph, parameters } = model;
          assert.deepEqual(parameters, { total: expected.total, trainable: expected.trainable, nonTrainable: expected.nonTrainable });
          assert.deepEqual([graph.inputs, graph.outputs].map((ids) => ids.map((id) => graph.tensors[id]!.shape)), [expected.inputs, expected.outputs]);
          assert.deepEqual(layersOf(graph), expected.layers.map(([name, type, shape, count]) => [name, type, shape, count]));
        });
      }
    });
  }
});

function layersOf(graph: ModelGraph): readonly (readonly [string, string, Shape | null, number | null])[] {
  return graph.layers.filter((layer) => layer.role !== 'operation').map((layer) => {
    const outputs = graph.calls.find((call) => call.layer === layer.id)?.outputs ?? (layer.type === 'InputLayer' ? graph.inputs : (layer.inner?.outputs ?? []));
    const shape = graph.tensors[outputs[0]!]?.shape ?? null;
    return [layer.name, layer.type, shape, countLayer(layer).total];
  });
}
