import assert from 'node:assert/strict';
import { join } from 'node:path';
import activations from '../../../src/visualizations/activations/compute.js';
import { shownLayers } from '../../../src/visualizations/layers.js';
import { openDevice } from '../../../src/engine/devices/open.js';
import { contextFor, ModelOnDevice } from '../../../src/engine/pictures/context.js';
import { openModel } from '../../../src/engine/pictures/open.js';
import type { PreparedImage } from '../../../src/engine/pictures/opened.js';
import type { Device } from '../../../src/engine/trace/step.js';
import { assertClose, readArrays, subject, visualFolder } from './support.js';

const openFile = (name: string) => openModel({ kind: 'file', path: join(visualFolder, name) });

describe('model files of Keras that are stored in an unusual way', function () {
  this.timeout(60_000);
  let device: Device;
  before(async () => (device = await openDevice('cpu')));
  after(() => device.dispose());

  // Keras computes with 16 bits where the policy says so; pictures are computed with 32, and differ by what Keras rounds.
  for (const [file, tolerance] of [['half.keras', 2e-3], ['half_legacy.h5', 2e-3], ['brain.keras', 1e-2], ['mixed.keras', 2e-3], ['named.h5', 1e-5]] as const) {
    it(`${file} gives Keras's activations`, async () => {
      const golden = readArrays(`${file.replace(/\..*/, '')}.files.npz`);
      const model = await openFile(file);
      const on = await ModelOnDevice.create(model, device);
      const values = golden.values('image');
      const image: PreparedImage = { title: 'image', original: { height: 12, width: 12, channels: 3, values }, values, shape: [12, 12, 3], label: null };
      const context = contextFor(on, model, image, { low: 0, high: 1, black: [0, 0, 0], white: [1, 1, 1] }, undefined, { partial: () => undefined, signal: new AbortController().signal });
      const layers = shownLayers(model.graph).map(({ path }) => path);
      assert.deepEqual(layers, [file === 'named.h5' ? 'свёртка 1' : 'conv', 'means', 'classes']);
      for (const [at, layer] of layers.entries()) {
        const [found, expected] = [(await activations.compute({ subject, layer }, context)).values, golden.values(`layer${at}`)];
        // Rounding is a share of the numbers, however little these differ among each other: their range begins at zero.
        assertClose([...found, 0], [...expected, 0], tolerance, layer);
      }
      await on.dispose();
    });
  }

  it('a layer that cannot be run is named, not one behind it whose shape it hides', async () => {
    await assert.rejects(openFile('lambda.keras'), { name: 'UserError', message: 'The layer "twice" (Lambda): what its function computes could not be followed. Build it from operations of keras.ops, or from Keras layers.' });
  });
});
