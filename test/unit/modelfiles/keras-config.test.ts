import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, strFromU8, unzipSync } from 'fflate';
import type { Layer, ModelGraph } from '../../../src/core/graph/types.js';
import { graphFromKeras, type Json } from '../../../src/core/modelfiles/keras-config.js';

const golden = join(import.meta.dirname, '..', '..', 'golden', 'visual');
const savedConfig = (name: string): Json => JSON.parse(strFromU8(unzipSync(readFileSync(join(golden, `${name}.keras`)))['config.json']!)) as Json;
const kerasGraph = (name: string): ModelGraph => JSON.parse(strFromU8(gunzipSync(readFileSync(join(golden, `${name}.json.gz`))))) as ModelGraph;

/** What must agree: layers in Keras's order, their weights, and the shapes that flow between them. */
const summary = (graph: ModelGraph): unknown => ({
  layers: graph.layers.filter(({ type }) => graph.kind !== 'Sequential' || type !== 'InputLayer').map(({ name, type, role, trainable, weights, inner }: Layer) => ({ name, type, role, trainable, weights: weights.map((weight) => [weight.name, weight.shape, weight.trainable]), inner: inner ? summary(inner) : null })),
  calls: graph.calls.map(({ layer, inputs, outputs }) => [graph.layers.find(({ id }) => id === layer)?.name, inputs.map((id) => graph.tensors[id]!.shape), outputs.map((id) => graph.tensors[id]!.shape)]),
  outputs: graph.outputs.map((id) => graph.tensors[id]!.shape),
});

describe('saved Keras configurations', () => {
  for (const name of ['digits', 'branches', 'nested']) {
    it(`give the graph that Keras builds from them: ${name}`, () => {
      assert.deepEqual(summary(graphFromKeras(savedConfig(name))), summary(kerasGraph(name)));
    });
  }

  it('are read in the form of Keras 1 and 2 too', () => {
    const layer = (class_name: string, config: { [key: string]: Json }, inbound: Json) => ({ class_name, config, name: config['name']!, inbound_nodes: inbound });
    const graph = graphFromKeras({
      class_name: 'Model',
      config: {
        name: 'old',
        layers: [
          layer('InputLayer', { name: 'in', batch_input_shape: [null, 8, 8, 3], dtype: 'float32' }, []),
          layer('Conv2D', { name: 'c', filters: 4, kernel_size: [3, 3], padding: 'same' }, [[['in', 0, 0, {}]]]),
          layer('Concatenate', { name: 'j', axis: -1 }, [[['in', 0, 0, {}], ['c', 0, 0, {}]]]),
        ],
        input_layers: [['in', 0, 0]],
        output_layers: [['j', 0, 0]],
      },
    });
    assert.deepEqual(graph.tensors[graph.outputs[0]!]?.shape, [null, 8, 8, 7]);
    const sequential = graphFromKeras({ class_name: 'Sequential', config: [{ class_name: 'Dense', config: { name: 'd', units: 3, batch_input_shape: [null, 5] } }] });
    assert.deepEqual(sequential.layers.map(({ weights }) => weights.map(({ shape }) => shape)), [[[5, 3], [3]]]);
  });

  it('are refused in a sentence where they are none or hold a class that Keras has not', () => {
    for (const bad of [null, 3, {}, { class_name: 'Sequential' }, { class_name: 'Sequential', config: { layers: [{ class_name: 'Wavelet', config: { name: 'w' } }] } }, { class_name: 'Dense', config: { units: 3 } }] as Json[]) {
      assert.throws(() => graphFromKeras(bad), (error: Error) => error.name === 'UserError' && !error.message.includes('\n'), JSON.stringify(bad));
    }
  });
});
