import assert from 'node:assert/strict';
import activations from '../../../src/visualizations/activations/compute.js';
import cam from '../../../src/visualizations/cam/compute.js';
import type { FiltersPicture } from '../../../src/visualizations/filters/contract.js';
import { ascend, normalizePattern } from '../../../src/visualizations/filters/ascent.js';
import filters from '../../../src/visualizations/filters/compute.js';
import { findLayer, shownLayers } from '../../../src/visualizations/layers.js';
import { withoutLastActivation } from '../../../src/visualizations/logits.js';
import { createEagerDevice } from '../../../src/engine/devices/eager.js';
import { openDevice } from '../../../src/engine/devices/open.js';
import type { Device } from '../../../src/engine/trace/step.js';
import { assertClose, goldenContext, readGolden, subject, type Golden } from './support.js';

/** Equal to this share of the range of Keras's values. */
const tolerance = 1e-3;
const devices: Record<string, () => Promise<Device>> = { eager: async () => createEagerDevice(), cpu: () => openDevice('cpu') };

for (const [id, open] of Object.entries(devices)) {
  describe(`pictures on device ${id}, against Keras`, function () {
    this.timeout(120_000);
    let device: Device;
    before(async () => (device = await open()));
    after(() => device.dispose());

    // The uncompiled device is the slow way out; that it agrees is shown once.
    for (const name of id === 'eager' ? ['digits'] : ['digits', 'branches', 'nested']) {
      describe(name, () => {
        const golden: Golden = readGolden(name);
        let context: Awaited<ReturnType<typeof goldenContext>>;
        before(async () => (context = await goldenContext(golden, device)));
        after(() => context.dispose());

        it('shows every channel of every layer', async () => {
          const paths = golden.names.filter((key) => key.startsWith('activation/')).map((key) => key.slice('activation/'.length));
          for (const path of paths) {
            const picture = await activations.compute({ subject, layer: path }, context.context);
            assert.equal(picture.layer, path);
            assert.deepEqual([picture.height, picture.width, picture.channels.length], [1, 1, ...golden.shape(`activation/${path}`)].slice(-3));
            assertClose(picture.values, golden.values(`activation/${path}`), tolerance, path);
            assert.deepEqual(picture.layers.map((layer) => layer.name).sort(), [...paths].sort());
          }
        });

        it('finds how much each channel speaks for the predicted class', async () => {
          // Behind the last maps of "branches" all is linear, so that the parts add up to the logit without its bias.
          const layer = { digits: 'separable', branches: 'last', nested: 'base/high' }[name]!;
          const { relevance, channels, field } = await activations.compute({ subject, layer, relevance: true }, context.context);
          assert.equal(relevance?.channels.length, channels.length);
          assert.ok(field && relevance.channels.some((value) => value !== 0));
          if (name !== 'branches') return;
          const probability = golden.values('probabilities')[0]!;
          const logit = Math.log(probability / (1 - probability)) - golden.values('weight/yes/bias')[0]!;
          const sum = relevance.channels.reduce((total, value) => total + value, 0);
          assert.ok(Math.abs(sum - (relevance.target === 1 ? logit : -logit)) < 1e-4, `${sum} is not ${logit}`);
        });

        for (const score of ['logit', 'probability'] as const) {
          it(`draws every class activation map of the ${score}`, async () => {
            const keys = golden.names.filter((key) => key.startsWith('cam/') && key.endsWith(`/${score}`));
            assert.ok(new Set(keys.map((key) => key.split('/')[1])).size >= 5);
            for (const key of keys) {
              const [, method, ...rest] = key.split('/');
              const [target, layer] = [Number(rest.at(-2)), rest.slice(0, -2).join('/')];
              const picture = await cam.compute({ subject, method: method!, layer, target, score }, context.context);
              const expected = golden.values(key);
              const peak = Math.max(...expected);
              assert.deepEqual([picture.map.height, picture.map.width], golden.shape(key), key);
              assert.ok(Math.abs(picture.peak - peak) <= tolerance * peak + 1e-9, `${key}: peak ${picture.peak}, expected ${peak}`);
              // A map that Keras finds empty up to rounding has no shape to compare.
              if (peak > 1e-7) assertClose(picture.map.values, expected.map((value) => value / peak), tolerance, key);
            }
          });
        }

        it('predicts as Keras does and explains the likeliest class at the last spatial layer', async () => {
          const picture = await cam.compute({ subject, method: 'grad-cam', layer: null, target: null }, context.context);
          const expected = golden.values('probabilities');
          const probabilities = expected.length === 1 ? Float32Array.of(1 - expected[0]!, expected[0]!) : expected;
          assertClose(picture.probabilities, probabilities, tolerance, 'probabilities');
          assert.equal(picture.target, probabilities.indexOf(Math.max(...probabilities)));
          assert.equal(picture.layer, { digits: 'drop', branches: 'last', nested: 'base/high' }[name]);
          assert.match(picture.reason, /keeps height and width/);
          assert.deepEqual([picture.overlay.height, picture.overlay.width], golden.shape('image').slice(0, 2));
        });

        it('climbs to the patterns that Keras climbs to', async () => {
          for (const layer of new Set(golden.names.filter((key) => key.startsWith('ascent/')).map((key) => key.split('/').slice(1, -1).join('/')))) {
            const of = (what: string): Float32Array => golden.values(`ascent/${layer}/${what}`);
            const shown = findLayer(shownLayers(golden.graph), layer);
            const size = golden.shape('image') as [number, number, number];
            const found = await ascend({ layer: shown, filters: [...of('filters')], start: of('start'), size, steps: 40, stepSize: 1 }, withoutLastActivation(golden.graph), context.context);
            const pixels = size[0] * size[1] * size[2];
            found.objectives.forEach((objective, i) => {
              const [from, to] = [i * 41, (i + 1) * 41];
              assertClose(objective, of('objective').subarray(from, to), tolerance, `${layer} ${i} objective`);
              assertClose(found.images.subarray(i * pixels, (i + 1) * pixels), of('image').subarray(i * pixels, (i + 1) * pixels), tolerance, `${layer} ${i}`);
              assertClose(normalizePattern(found.images.subarray(i * pixels, (i + 1) * pixels)), of('normalized').subarray(i * pixels, (i + 1) * pixels), tolerance, `${layer} ${i} normalized`);
            });
          }
        });
      });
    }

    it('gives a filter the same pattern alone and in a sheet, and shows the sheet as it forms', async () => {
      const partials: FiltersPicture[] = [];
      const { context, dispose } = await goldenContext(readGolden('digits'), device, (picture) => partials.push(picture as FiltersPicture));
      const request = { subject, layer: 'first', steps: 5, stepSize: 1, seed: 3 };
      const sheet = await filters.compute({ ...request, filters: null }, context);
      const alone = await filters.compute({ ...request, filters: [5] }, context);
      assert.deepEqual(sheet.patterns.map(({ filter }) => filter), [0, 1, 2, 3, 4, 5, 6, 7]);
      assertClose(alone.patterns[0]!.values, sheet.patterns[5]!.values, tolerance, 'filter 5');
      assert.equal(alone.patterns[0]!.objective.length, 6);
      assert.deepEqual(sheet.patterns.map(({ silent }) => silent), sheet.patterns.map(({ objective }) => Math.max(...objective) === 0));
      assert.ok(partials.length >= 2 && partials.every(({ layer }) => layer === 'first'));
      await dispose();
    });
  });
}
