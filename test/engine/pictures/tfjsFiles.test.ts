import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLegacyFile } from '../../../src/engine/modelfiles/legacy-file.js';
import { openModel } from '../../../src/engine/pictures/open.js';
import { readGolden, visualFolder } from './support.js';

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

describe('TensorFlow.js layers models', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'convlens-tfjs-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes a model with the weights in `shards` files of about the same length, as tensorflowjs_converter does. */
  function write(name: string, topology: unknown, weights: readonly Weight[], bytes: Buffer, shards = 1): string {
    mkdirSync(join(folder, name), { recursive: true });
    const paths = Array.from({ length: shards }, (_, i) => `group1-shard${i + 1}of${shards}.bin`);
    const length = Math.ceil(bytes.length / shards);
    paths.forEach((path, i) => writeFileSync(join(folder, name, path), bytes.subarray(i * length, (i + 1) * length)));
    const path = join(folder, name, 'model.json');
    writeFileSync(path, JSON.stringify({ format: 'layers-model', modelTopology: topology, weightsManifest: [{ paths, weights }] }));
    return path;
  }

  const open = (path: string) => openModel({ kind: 'file', path });
  const bytesOf = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const dense = { class_name: 'Sequential', config: { name: 'small', layers: [{ class_name: 'Dense', config: { name: 'units', units: 2, activation: 'linear', use_bias: true, batch_input_shape: [null, 3] } }] } };
  const kernel = { name: 'units/kernel', shape: [3, 2], dtype: 'float32' };
  const bias = { name: 'units/bias', shape: [2], dtype: 'float32' };

  for (const name of ['digits', 'nested', 'branches']) {
    it(`have the layers and weights that Keras saved: ${name}`, async () => {
      const golden = readGolden(name);
      const { config } = await openLegacyFile(readFileSync(join(visualFolder, `${name}.h5`)), name);
      const names = golden.names.filter((key) => key.startsWith('weight/')).map((key) => key.slice('weight/'.length));
      // Weights of a nested model stand under its own layers' names.
      const weights = names.map((each) => ({ name: each.split('/').slice(-2).join('/'), shape: golden.shape(`weight/${each}`), dtype: 'float32' }));
      const path = write(name, { keras_version: '2.15.0', backend: 'tensorflow', model_config: config }, weights, Buffer.concat(names.map((each) => bytesOf(golden.values(`weight/${each}`)))), 3);
      const { graph, variables, title } = await open(path);
      assert.equal(title, `model.json › ${golden.graph.name}`);
      assert.deepEqual(graph.layers.filter(({ type }) => type !== 'InputLayer').map((layer) => layer.name), golden.graph.layers.filter(({ type }) => type !== 'InputLayer').map((layer) => layer.name));
      assert.deepEqual(Object.keys(variables).sort(), [...names].sort());
      for (const each of names) assert.deepEqual(Float32Array.from(variables[each]!.values), golden.values(`weight/${each}`), each);
    });
  }

  it('are read where their weights are numbers of 8 or 16 bits', async () => {
    const quantized = (dtype: string, quantization: Weight['quantization'], small: Buffer) => open(write(dtype, dense, [{ ...kernel, quantization: quantization! }, bias], Buffer.concat([small, bytesOf(Float32Array.of(5, -6))])));
    const valuesOf = async (opened: ReturnType<typeof quantized>) => [...(await opened).variables['units/kernel']!.values];
    const bits = (values: readonly number[]) => Buffer.from(Uint16Array.from(values).buffer);
    assert.deepEqual(await valuesOf(quantized('uint8', { dtype: 'uint8', scale: 0.5, min: -2 }, Buffer.from([0, 1, 2, 4, 128, 255]))), [-2, -1.5, -1, 0, 62, 125.5]);
    assert.deepEqual(await valuesOf(quantized('uint16', { dtype: 'uint16', scale: 0.25, min: 1 }, bits([0, 1, 2, 256, 4096, 65535]))), [1, 1.25, 1.5, 65, 1025, 16384.75]);
    // 1, -2, the largest, the smallest normal, the smallest, zero.
    assert.deepEqual(await valuesOf(quantized('float16', { dtype: 'float16' }, bits([0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0]))), [1, -2, 65504, 2 ** -14, 2 ** -24, 0]);
    assert.deepEqual([...(await quantized('uint8', { dtype: 'uint8', scale: 1, min: 0 }, Buffer.alloc(6))).variables['units/bias']!.values], [5, -6]);
  });

  it('are refused with a sentence where they are no layers model, or not whole', async () => {
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const whole = Buffer.alloc(32);
    await assert.rejects(open(file('cut.json', '{"modelTopology": {')), /"cut\.json" is not whole JSON; expected the model\.json/);
    await assert.rejects(open(file('other.json', '{"name": "x"}')), /"other\.json" is not the model\.json of a TensorFlow\.js layers model: modelTopology: /);
    await assert.rejects(open(file('graph.json', JSON.stringify({ format: 'graph-model', modelTopology: { node: [] }, weightsManifest: [] }))), /is a TensorFlow\.js graph model.*tfjs_layers_model/);
    await assert.rejects(open(write('short', dense, [kernel, bias], whole.subarray(0, 30))), /not whole: "units\/bias" ends at byte 32 of group1-shard1of1\.bin, which has 30/);
    await assert.rejects(open(write('text', dense, [{ ...kernel, dtype: 'string' }], whole)), /expected float32, int32 or bool/);
    await assert.rejects(open(write('less', dense, [kernel], whole)), /holds no values for the weight "units\/bias"/);
    await assert.rejects(open(write('shape', dense, [{ ...kernel, shape: [2, 3] }, bias], whole)), /"units\/kernel" has shape \(3, 2\) in the model and \(2, 3\)/);
    rmSync(join(folder, 'less', 'group1-shard1of1.bin'));
    await assert.rejects(open(join(folder, 'less', 'model.json')), /needs the weights' file "group1-shard1of1\.bin" beside it/);
    for (const path of ['../short/group1-shard1of1.bin', join(folder, 'short', 'group1-shard1of1.bin')]) {
      const outside = file('outside.json', JSON.stringify({ modelTopology: dense, weightsManifest: [{ paths: [path], weights: [kernel, bias] }] }));
      await assert.rejects(open(outside), /which is not beside it/);
    }
  });
});
