/** A real trained MobileNetV2 from a TensorFlow.js layers model, against what real Keras computes with the same weights (test/oracle/trained.py). */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { openDevice } from '../../../src/engine/devices/open.js';
import { contextFor, ModelOnDevice } from '../../../src/engine/pictures/context.js';
import { openModel } from '../../../src/engine/pictures/open.js';
import type { Device } from '../../../src/engine/trace/step.js';
import activations from '../../../src/visualizations/activations/compute.js';
import cam from '../../../src/visualizations/cam/compute.js';
import type { ComputeContext } from '../../../src/visualizations/compute.js';
import { ascend } from '../../../src/visualizations/filters/ascent.js';
import { findLayer, shownLayers } from '../../../src/visualizations/layers.js';
import { withoutLastActivation } from '../../../src/visualizations/logits.js';
import { skip } from '../../support/skip.js';
import { picture } from '../support/pictures.js';
import { assertClose, assertSampled, numbers, subject, visualFolder, type Sampled } from './support.js';

interface Trained {
  readonly probabilities: readonly number[];
  readonly target: number;
  readonly samples: number;
  readonly activations: Readonly<Record<string, Sampled>>;
  /** By `method/class/score`. */
  readonly maps: { readonly layer: string; readonly values: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>> };
  readonly gradients: Readonly<Record<string, Sampled>>;
  readonly ascent: { readonly layer: string; readonly filter: number; readonly steps: number; readonly length: number; readonly objective: readonly number[]; readonly image: Sampled };
}

const tolerance = 1e-3;
const side = 224;
const path = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '.cache', 'nsfwjs-4.3.0', 'model.json');

describe('pictures of a real trained MobileNetV2, against Keras', function () {
  this.timeout(240_000);
  const golden = JSON.parse(gunzipSync(readFileSync(join(visualFolder, 'trained.json.gz'))).toString()) as Trained;
  let device: Device | undefined;
  let on: ModelOnDevice | undefined;
  let context: ComputeContext;

  before(async function () {
    if (!existsSync(path)) skip(this, process.env['CONVLENS_NO_TRAINED_MODEL'] || 'The trained model is not in .cache; `npm test -- engine` takes it from npm.');
    device = await openDevice('cpu');
    const model = await openModel({ kind: 'file', path });
    on = await ModelOnDevice.create(model, device);
    const { values: pixels } = picture(side, side, 3);
    const values = Float32Array.from(pixels, (value) => value / 255);
    const image = { title: 'picture', original: { height: side, width: side, channels: 3, values: Float32Array.from(pixels) }, values, shape: [side, side, 3], label: null };
    context = contextFor(on, model, image, { low: 0, high: 1, black: [0, 0, 0], white: [1, 1, 1] }, undefined, { partial: () => undefined, signal: new AbortController().signal });
  });
  after(async () => {
    await on?.dispose();
    await device?.dispose();
  });

  it('gives every layer\'s activations', async () => {
    const layers = Object.keys(golden.activations);
    const { layers: shown } = await activations.compute({ subject, layer: layers[0]! }, context);
    assert.deepEqual(shown.map(({ name }) => name).sort(), [...layers].sort());
    for (const layer of layers) assertSampled((await activations.compute({ subject, layer }, context)).values, golden.activations[layer]!, tolerance, layer);
  });

  it('draws Grad-CAM and its siblings for two classes', async () => {
    for (const [key, { shape, values }] of Object.entries(golden.maps.values)) {
      const [method, target, score] = key.split('/') as [string, string, 'logit' | 'probability'];
      const found = await cam.compute({ subject, method, layer: golden.maps.layer, target: Number(target), score }, context);
      assertClose(found.probabilities, golden.probabilities, tolerance, 'probabilities');
      assert.deepEqual([found.map.height, found.map.width], shape);
      const peak = Math.max(...values);
      if (peak <= 1e-7) continue;
      assert.ok(Math.abs(found.peak - peak) <= tolerance * peak, `${key}: peak ${found.peak}, expected ${peak}`);
      assertClose(found.map.values, values.map((value) => value / peak), tolerance, key);
    }
  });

  it('follows gradients back to the image', async () => {
    const { target, samples } = golden;
    for (const [method, expected] of Object.entries(golden.gradients)) {
      const found = await cam.compute({ subject, method, layer: null, target, samples, score: 'logit' }, context);
      const peak = Math.max(Math.abs(expected.low), Math.abs(expected.high));
      assert.ok(Math.abs(found.peak - peak) <= tolerance * peak, `${method}: peak ${found.peak}, expected ${peak}`);
      assertSampled(found.map.values.map((value) => value * found.peak), expected, tolerance, method);
    }
  });

  it('climbs to the pattern that Keras climbs to in 40 steps', async () => {
    const { layer, filter, steps, length, objective, image } = golden.ascent;
    assert.equal(steps, 40);
    const next = numbers('start');
    const start = Float32Array.from({ length: side * side * 3 }, () => 0.5 + 0.08 * next());
    const found = await ascend({ layer: findLayer(shownLayers(context.model), layer), filters: [filter], start, size: [side, side, 3], steps, stepSize: length }, withoutLastActivation(context.model), context);
    assertClose(found.objectives[0]!, objective, tolerance, 'objective');
    assertSampled(found.images, image, tolerance, 'image');
  });
});
