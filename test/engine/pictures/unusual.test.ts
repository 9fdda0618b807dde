import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import activations from '../../../src/visualizations/activations/compute.js';
import cam from '../../../src/visualizations/cam/compute.js';
import { checkInput, takesChannelsFirst } from '../../../src/visualizations/layers.js';
import { openDevice } from '../../../src/engine/devices/open.js';
import { checkPicture, pictureOn } from '../../../src/engine/pictures/compute.js';
import { contextFor, ModelOnDevice } from '../../../src/engine/pictures/context.js';
import { openModel } from '../../../src/engine/pictures/open.js';
import type { OpenedModel, PreparedImage } from '../../../src/engine/pictures/opened.js';
import type { Device } from '../../../src/engine/trace/step.js';
import { assertClose, subject } from './support.js';

const graphOf = (text: string) => analyze(`from keras import Input, Model, Sequential, layers\n${text}\n`, { file: '/m.py' }).models.at(-1)!.graph;
const open = (text: string) => openModel({ kind: 'random', graph: graphOf(text), seed: 1 });
const values = Float32Array.from({ length: 12 * 12 * 3 }, (_, i) => (1 + Math.sin(i / 5) * Math.cos(i / 17)) / 2);
const image: PreparedImage = { title: 'photo', original: { height: 12, width: 12, channels: 3, values }, values, shape: [12, 12, 3], label: null };
const quiet = () => ({ partial: () => undefined, signal: new AbortController().signal });

describe('pictures of models that are built in an unusual way', function () {
  this.timeout(60_000);
  let device: Device;
  before(async () => (device = await openDevice('cpu')));
  after(() => device.dispose());

  async function looking<T>(model: OpenedModel, look: (context: ReturnType<typeof contextFor>, on: ModelOnDevice) => Promise<T>): Promise<T> {
    const on = await ModelOnDevice.create(model, device);
    try {
      return await look(contextFor(on, model, image, { low: 0, high: 1, black: [0, 0, 0], white: [1, 1, 1] }, undefined, quiet()), on);
    } finally {
      await on.dispose();
    }
  }
  const head = 'layers.Dense(3, activation="softmax", name="d")(layers.Flatten()';

  for (const [what, shared, path, apart, first] of [
    ['a shared layer', `i = Input((12, 12, 3))\nc = layers.Conv2D(3, 3, padding="same", activation="relu", name="c")\nm = Model(i, ${head}(c(c(i)))))`, 'c',
      `i = Input((12, 12, 3))\na = layers.Conv2D(3, 3, padding="same", activation="relu", name="a")\nb = layers.Conv2D(3, 3, padding="same", activation="relu", name="b")\nm = Model(i, ${head}(b(a(i)))))`, 'a'],
    ['a shared model', `i = Input((12, 12, 3))\nn = Sequential([Input((12, 12, 3)), layers.Conv2D(3, 3, padding="same", activation="relu", name="c")], name="n")\nm = Model(i, ${head}(n(n(i)))))`, 'n/c',
      `i = Input((12, 12, 3))\na = layers.Conv2D(3, 3, padding="same", activation="relu", name="a")\nb = layers.Conv2D(3, 3, padding="same", activation="relu", name="b")\nm = Model(i, ${head}(b(a(i)))))`, 'a'],
  ] as const) {
    it(`are of the first application of ${what}, as if its others were layers of their own with the same weights`, async () => {
      const one = await open(shared);
      const two = await open(apart);
      const twin = { ...two, variables: Object.fromEntries(Object.entries(two.variables).map(([name, variable]) => [name, { ...variable, values: one.variables[name.replace(/^[ab]\//, `${path}/`)]!.values }])) };
      for (const method of ['grad-cam', 'grad-cam-plus-plus', 'score-cam', 'hires-cam']) {
        const ask = (model: OpenedModel, layer: string) => looking(model, (context) => cam.compute({ subject, method, layer, target: 1 }, context));
        const [found, expected] = [await ask(one, path), await ask(twin, first)];
        assertClose(found.probabilities, expected.probabilities, 1e-5, 'probabilities');
        assertClose(found.map.values, expected.map.values, 1e-4, method);
        assert.ok(expected.peak > 0 && Math.abs(found.peak / expected.peak - 1) < 1e-4, `${method}: ${found.peak}, expected ${expected.peak}`);
        assert.match(found.reason, new RegExp(`"${path}" is applied 2 times; this is the first\\.$`));
      }
      const relevant = (model: OpenedModel, layer: string) => looking(model, async (context) => (await activations.compute({ subject, layer, relevance: true }, context)).relevance!.channels);
      assertClose(await relevant(one, path), await relevant(twin, first), 1e-4, 'relevance');
    });
  }

  it('are refused as CAM where the means may be of another application of the layer', async () => {
    const model = await open('i = Input((12, 12, 3))\nc = layers.Conv2D(3, 3, padding="same", name="c")\nm = Model(i, layers.Dense(2)(layers.GlobalAveragePooling2D()(c(c(i)))))');
    await assert.rejects(looking(model, (context) => cam.compute({ subject, method: 'cam', layer: null, target: null }, context)), /CAM needs a model .*; "c" is applied 2 times\. Grad-CAM does the same/);
  });

  it('explain the first of several outputs, at a layer that it depends on', async () => {
    const model = await open('i = Input((12, 12, 3))\nx = layers.Conv2D(3, 3, name="x")(i)\ny = layers.Conv2D(4, 3, name="y")(i)\nm = Model(i, [layers.Dense(3, name="first")(layers.Flatten()(x)), layers.Dense(2, name="second")(layers.Flatten()(y))])');
    await looking(model, async (context) => {
      const { layer, reason, layers, probabilities } = await cam.compute({ subject, method: 'grad-cam', layer: null, target: null }, context);
      assert.deepEqual([layer, layers, probabilities.length], ['x', ['x'], 3]);
      assert.match(reason, /The model has 2 outputs; the first, "first", is explained\.$/);
      await assert.rejects(cam.compute({ subject, method: 'grad-cam', layer: 'y', target: null }, context), { name: 'UserError', message: 'The model\'s first output, which is explained, does not depend on "y"; choose one of x.' });
      const { relevance } = await activations.compute({ subject, layer: 'y', relevance: true }, context);
      assert.deepEqual([...relevance!.channels], [0, 0, 0, 0]);
    });
  });

  it('have no average drop where the score is not above 0', async () => {
    const model = await open('m = Sequential([Input((12, 12, 3)), layers.Conv2D(3, 3, activation="relu", name="c"), layers.GlobalAveragePooling2D(), layers.Dense(2, name="d")])');
    const low = { ...model, variables: { ...model.variables, 'd/bias': { ...model.variables['d/bias']!, values: Float32Array.of(-50, 50) } } };
    const dropOf = (target: number) => looking(low, async (context) => (await cam.compute({ subject, method: 'grad-cam', layer: null, target, also: 'trust' }, context)).trust?.drop);
    assert.equal(await dropOf(0), null);
    const drop = await dropOf(1);
    assert.ok(typeof drop === 'number' && drop >= 0 && drop < 1, String(drop));
  });

  it('are refused where numbers have left their range on the way', async () => {
    const model = await open('m = Sequential([Input((12, 12, 3)), layers.Conv2D(4, 3, name="c"), layers.Conv2D(4, 3, name="e"), layers.GlobalAveragePooling2D(), layers.Dense(3, activation="softmax")])');
    const large = { ...model, variables: Object.fromEntries(Object.entries(model.variables).map(([name, variable]) => [name, { ...variable, values: Float32Array.from(variable.values, (value) => value * 1e30) }])) };
    await assert.rejects(looking(large, (context) => cam.compute({ subject, method: 'grad-cam', layer: null, target: null }, context)), { name: 'UserError', message: /gives NaN or infinite values for this image, so no map of it means anything\. Look at its activations/ });
  });

  it('are refused where the model takes more than one image, or its channels first', async () => {
    const two = graphOf('i = Input((12, 12, 3))\nj = Input((5,))\nm = Model([i, j], layers.Dense(3)(layers.Concatenate()([layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3, name="c")(i)), j])))');
    assert.throws(() => checkInput(two), { name: 'UserError', message: /has 2 inputs; pictures need a model with one image as its only input\.$/ });
    const text = 'm = Sequential([Input((3, 12, 12)), layers.ReLU(), layers.Conv2D(4, 3, data_format="channels_first", name="c"), layers.GlobalAveragePooling2D(data_format="channels_first"), layers.Dense(3)])';
    const opened = await open(text);
    const ofData = { ...opened, dataset: async () => image };
    const request = checkPicture('activations', { subject: { weights: { kind: 'file', path: '' }, image: { kind: 'dataset', split: 'test', index: 0 } }, layer: null });
    await assert.rejects(looking(ofData, (_, on) => pictureOn(on, request, quiet())), { name: 'UserError', message: /takes the channels of its image first, \(None, 3, 12, 12\); pictures need them last\. Give the model an input of \(height, width, channels\) and put Permute\(\(3, 1, 2\)\) behind it\.$/ });
    assert.equal(takesChannelsFirst(graphOf('m = Sequential([Input((12, 12, 3)), layers.Permute((3, 1, 2)), layers.Conv2D(4, 3, data_format="channels_first"), layers.Flatten()])')), false);
    assert.equal(takesChannelsFirst(graphOf('n = Sequential([Input((3, 12, 12)), layers.Conv2D(4, 3, data_format="channels_first")])\nm = Sequential([Input((3, 12, 12)), n, layers.Flatten()])')), true);
  });
});
