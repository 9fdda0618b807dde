import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { analyze } from '../../../src/core/analyze.js';
import { openDevice } from '../../../src/engine/devices/open.js';
import { weightsOf, shapeOf } from '../../../src/engine/model/initialize.js';
import { contextFor, ModelOnDevice } from '../../../src/engine/pictures/context.js';
import type { OpenedModel } from '../../../src/engine/pictures/opened.js';
import { preprocessingFor } from '../../../src/engine/pictures/preprocessing.js';
import { sizeOf, type Device, type Variable } from '../../../src/engine/trace/step.js';
import activations from '../../../src/visualizations/activations/compute.js';
import cam from '../../../src/visualizations/cam/compute.js';
import type { ComputeContext } from '../../../src/visualizations/compute.js';
import { ascend } from '../../../src/visualizations/filters/ascent.js';
import { findLayer, shownLayers } from '../../../src/visualizations/layers.js';
import { withoutLastActivation } from '../../../src/visualizations/logits.js';
import { assertClose, assertSampled, numbers, subject, visualFolder, type Sampled } from './support.js';

interface Deep {
  readonly steps: number;
  readonly length: number;
  readonly models: Readonly<Record<string, {
    readonly probabilities: readonly number[];
    readonly target: number;
    readonly activations: Readonly<Record<string, Sampled>>;
    readonly cam: { readonly layer: string; readonly map: readonly (readonly number[])[] };
    readonly ascent: { readonly layer: string; readonly filter: number; readonly objective: readonly number[]; readonly image: Sampled };
  }>>;
}

const tolerance = 1e-3;
const golden = JSON.parse(gunzipSync(readFileSync(join(visualFolder, 'deep.json.gz'))).toString()) as Deep;
const texts: Readonly<Record<string, { readonly call: string; readonly side: number }>> = { VGG16: { call: 'VGG16(weights=None, input_shape=(64, 64, 3), classes=10)', side: 64 }, MobileNetV2: { call: 'MobileNetV2(weights=None, input_shape=(96, 96, 3), classes=10)', side: 96 } };

function weight(name: string, shape: readonly number[]): Float32Array {
  const next = numbers(name);
  const kind = name.slice(name.lastIndexOf('/') + 1);
  const values = new Float32Array(sizeOf(shape));
  const fan = name.includes('depthwise') ? shape[0]! * shape[1]! : sizeOf(shape.slice(0, -1));
  const scale = Math.sqrt(6 / fan);
  for (let i = 0; i < values.length; i++) {
    const u = next();
    values[i] = kind === 'gamma' || kind === 'moving_variance' ? 0.5 + u : kind === 'bias' || kind === 'beta' || kind === 'moving_mean' ? 0.2 * (u - 0.5) : (2 * u - 1) * scale;
  }
  return values;
}

describe('pictures of deep models, against Keras', function () {
  this.timeout(240_000);
  let device: Device;
  before(async () => (device = await openDevice('cpu')));
  after(() => device.dispose());

  for (const [name, expected] of Object.entries(golden.models)) {
    describe(name, () => {
      const { call, side } = texts[name]!;
      let context: ComputeContext;
      let on: ModelOnDevice;
      before(async () => {
        const { graph } = analyze(`from keras.applications import ${name}\nmodel = ${call}\n`, { file: 'm.py' }).models[0]!;
        const variables: Record<string, Variable> = Object.fromEntries(weightsOf(graph).map((each) => {
          const shape = shapeOf(each);
          return [each.name, { spec: { shape, dtype: 'float32' }, values: weight(each.name, shape) }];
        }));
        const model: OpenedModel = { graph, variables, title: name, weights: 'made', classNames: [], preprocessing: preprocessingFor(graph, null, 'none'), dataset: null };
        on = await ModelOnDevice.create(model, device);
        const next = numbers('image');
        const values = Float32Array.from({ length: side * side * 3 }, next);
        const image = { title: 'image', original: { height: side, width: side, channels: 3, values }, values, shape: [side, side, 3], label: null };
        context = contextFor(on, model, image, { low: 0, high: 1, black: [0, 0, 0], white: [1, 1, 1] }, undefined, { partial: () => undefined, signal: new AbortController().signal });
      });
      after(() => on.dispose());

      it('gives every layer\'s activations', async () => {
        const layers = Object.keys(expected.activations);
        assert.deepEqual((await activations.compute({ subject, layer: layers[0]! }, context)).layers.map((layer) => layer.name).sort(), [...layers].sort());
        for (const layer of layers) assertSampled((await activations.compute({ subject, layer }, context)).values, expected.activations[layer]!, tolerance, layer);
      });

      it('finds the class and its place by Grad-CAM', async () => {
        const picture = await cam.compute({ subject, method: 'grad-cam', layer: expected.cam.layer, target: null }, context);
        assertClose(picture.probabilities, expected.probabilities, tolerance, 'probabilities');
        assert.equal(picture.target, expected.target);
        const map = expected.cam.map.flat();
        const peak = Math.max(...map);
        assert.ok(Math.abs(picture.peak - peak) <= tolerance * peak, `peak ${picture.peak}, expected ${peak}`);
        assertClose(picture.map.values, map.map((value) => value / peak), tolerance, 'map');
      });

      it('climbs to the pattern that Keras climbs to', async () => {
        const { layer, filter, objective, image } = expected.ascent;
        const next = numbers('start');
        const start = Float32Array.from({ length: side * side * 3 }, () => 0.5 + 0.08 * next());
        const found = await ascend({ layer: findLayer(shownLayers(context.model), layer), filters: [filter], start, size: [side, side, 3], steps: golden.steps, stepSize: golden.length }, withoutLastActivation(context.model), context);
        assertClose(found.objectives[0]!, objective, tolerance, 'objective');
        assertSampled(found.images, image, tolerance, 'image');
      });
    });
  }
});
