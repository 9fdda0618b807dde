import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import cam from '../../../src/visualizations/cam/compute.js';
import { specs as methods } from '../../../src/visualizations/cam/methods.generated.js';
import type { CamPicture } from '../../../src/visualizations/cam/contract.js';
import { createEagerDevice } from '../../../src/engine/devices/eager.js';
import { openDevice } from '../../../src/engine/devices/open.js';
import { contextFor, ModelOnDevice, type RequestSide } from '../../../src/engine/pictures/context.js';
import { openModel } from '../../../src/engine/pictures/open.js';
import type { OpenedModel, PreparedImage } from '../../../src/engine/pictures/opened.js';
import type { Device } from '../../../src/engine/trace/step.js';
import { assertClose, goldenContext, readArrays, readGolden, subject } from './support.js';

/** Equal to this share of the range of Keras's values. */
const tolerance = 1e-3;
const names = ['digits', 'branches', 'nested'];

describe('maps that look at many images, and the trust in them, against Keras', function () {
  this.timeout(120_000);
  let device: Device;
  before(async () => (device = await openDevice('cpu')));
  after(() => device.dispose());

  for (const name of names) {
    describe(name, () => {
      const golden = readArrays(`${name}.maps.npz`);
      let context: Awaited<ReturnType<typeof goldenContext>>;
      before(async () => (context = await goldenContext(readGolden(name), device)));
      after(() => context.dispose());

      it('draws every map', async () => {
        const samples = golden.values('samples')[0]!;
        for (const key of golden.names.filter((each) => each.startsWith('map/'))) {
          const [, method, ...rest] = key.split('/');
          const [target, score, layer] = [Number(rest.at(-2)), rest.at(-1) as 'logit' | 'probability', rest.slice(0, -2).join('/')];
          const picture = await cam.compute({ subject, method: method!, layer, target, score, samples }, context.context);
          const expected = golden.values(key);
          const peak = Math.max(...expected.map((value) => (picture.signed ? Math.abs(value) : value)));
          assert.deepEqual([picture.map.height, picture.map.width], golden.shape(key), key);
          if (peak <= 1e-7) continue;
          assert.ok(Math.abs(picture.peak - peak) <= tolerance * peak, `${key}: peak ${picture.peak}, expected ${peak}`);
          assertClose(picture.map.values, expected.map((value) => value / peak), tolerance, key);
        }
      });

      it('measures how far Grad-CAM\'s map can be trusted', async () => {
        const places = new Set(golden.names.filter((key) => key.startsWith('trust/')).map((key) => key.split('/').slice(1, -1).join('/')));
        assert.ok(places.size > 0);
        for (const place of places) {
          const [layer, target] = [place.slice(0, place.lastIndexOf('/')), Number(place.slice(place.lastIndexOf('/') + 1))];
          const { trust } = await cam.compute({ subject, method: 'grad-cam', layer, target, also: 'trust' }, context.context);
          assert.ok(trust);
          const of = (what: string): Float32Array => golden.values(`trust/${place}/${what}`);
          for (const what of ['deletion', 'insertion'] as const) assertClose(trust[what].probabilities, of(what), 5e-3, `${place} ${what}`);
          assertClose([trust.deletion.area, trust.insertion.area, trust.whole, trust.masked], [...of('areas'), ...of('whole'), ...of('masked')], 5e-3, `${place} areas`);
          assert.equal(trust.drop, Math.max(0, trust.whole - trust.masked) / trust.whole);
          // The layers behind the map's own are drawn anew first, and only what lies behind it can leave Grad-CAM's map as it is.
          assert.ok(trust.randomization.length >= 3 && trust.skipped === null);
          assert.ok(trust.randomization.some(({ correlation }) => correlation !== null));
          assert.ok(trust.randomization.every(({ correlation }) => correlation === null || (correlation >= -1 && correlation < 0.999)), JSON.stringify(trust.randomization));
        }
      });
    });
  }

  it('has a golden map of every method', () => {
    const keys = names.flatMap((name) => [...readArrays(`${name}.maps.npz`).names, ...readGolden(name).names]);
    const drawn = new Set(keys.filter((key) => /^(map|cam)\//.test(key)).map((key) => key.split('/')[1]));
    assert.deepEqual([...drawn].sort(), Object.keys(methods).sort());
  });

  it('compares all methods, the quick ones first, and says why one cannot be had', async () => {
    const parts: CamPicture[] = [];
    const { context, dispose } = await goldenContext(readGolden('digits'), device, (part) => parts.push(part as CamPicture));
    const picture = await cam.compute({ subject, method: 'grad-cam', layer: 'separable', target: 3, samples: 2, also: 'methods' }, context);
    assert.deepEqual([picture.method, ...picture.others.map(({ method }) => method)].sort(), Object.keys(methods).filter((id) => id !== 'cam').sort());
    assert.deepEqual(parts.map(({ others }) => others.length), [...parts.keys()]);
    assert.match(picture.methods.find(({ id }) => id === 'cam')!.obstacle!, /GlobalAveragePooling2D.*before "classes" stands/);
    await assert.rejects(cam.compute({ subject, method: 'cam', layer: null, target: 3 }, context), /CAM needs a model/);
    await assert.rejects(cam.compute({ subject, method: 'toString', layer: null, target: 3 }, context), /There is no method "toString"/);
    await dispose();
  });

  // More channels than one run of the model takes images.
  const text = "import keras\nfrom keras import layers\nmodel = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(80, 5, strides=3, activation='relu', name='wide'), layers.Flatten(), layers.Dense(10, activation='softmax')])\n";
  const pixels = Float32Array.from({ length: 784 }, (_, i) => (1 + Math.sin(i / 9) * Math.cos(i / 31)) / 2);
  const photo: PreparedImage = { title: 'photo', original: { height: 28, width: 28, channels: 1, values: pixels }, values: pixels, shape: [28, 28, 1], label: null };
  let wide: OpenedModel;
  before(async () => void (wide = await openModel({ kind: 'random', graph: analyze(text).models[0]!.graph, seed: 1 })));

  for (const method of ['score-cam', 'occlusion', 'smooth-grad', 'integrated-gradients']) {
    it(`shows how far ${method} is with the map so far, and stops when it is cancelled`, async () => {
      const parts: CamPicture[] = [];
      const controller = new AbortController();
      const request = { subject, method, layer: 'wide', target: 3, samples: 40 };
      const on = await ModelOnDevice.create(wide, device);
      const contextWith = (side: RequestSide) => contextFor(on, wide, photo, { low: 0, high: 1, black: [0], white: [1] }, undefined, side);
      const context = contextWith({ partial: (part) => void parts.push(part as CamPicture), signal: controller.signal });
      const whole = await cam.compute(request, context);
      const [first] = parts;
      assert.match(first?.note ?? '', /^\d+ of \d+ images looked at: this is the map so far\.$/);
      const [done, of] = first!.note!.split(' of ').map((text) => parseInt(text, 10));
      assert.ok(done! > 0 && done! < of!, first!.note!);
      assert.deepEqual([first!.map.height, first!.map.width, first!.others, first!.trust], [whole.map.height, whole.map.width, [], null]);
      assert.ok(first!.map.values.every(Number.isFinite) && whole.map.values.every(Number.isFinite));
      assert.doesNotMatch(whole.note ?? '', /so far/);
      const seen = parts.length;
      await assert.rejects(cam.compute(request, contextWith({ partial: () => controller.abort(), signal: controller.signal })), /cancelled/i);
      assert.equal(parts.length, seen);
      await on.dispose();
    });
  }

  it('says so where CAM is asked for at another layer than its own, and finds its own unasked', async () => {
    const { context, dispose } = await goldenContext(readGolden('branches'), device);
    const picture = await cam.compute({ subject, method: 'cam', layer: null, target: null }, context);
    assert.equal(picture.layer, 'last');
    await assert.rejects(cam.compute({ subject, method: 'cam', layer: 'stem', target: 0 }, context), /only at "last"/);
    await dispose();
  });

  it('changes the gradient of ReLU for guided backpropagation and puts it back', async () => {
    const eager = createEagerDevice();
    const { context, dispose } = await goldenContext(readGolden('digits'), eager);
    const ask = (method: string) => cam.compute({ subject, method, layer: 'first', target: 3 }, context);
    const before = await ask('saliency');
    await ask('guided-grad-cam');
    const { context: fresh, dispose: end } = await goldenContext(readGolden('digits'), eager);
    assertClose((await cam.compute({ subject, method: 'saliency', layer: 'first', target: 3 }, fresh)).map.values, before.map.values, 1e-6, 'saliency');
    await Promise.all([dispose(), end()]);
    await eager.dispose();
  });
});
