import assert from 'node:assert/strict';
import { openDevice } from '../../../src/engine/devices/open.js';
import type { Device } from '../../../src/engine/trace/step.js';
import { ascend } from '../../../src/visualizations/filters/ascent.js';
import filters from '../../../src/visualizations/filters/compute.js';
import type { FiltersPicture } from '../../../src/visualizations/filters/contract.js';
import type { AscentOptions } from '../../../src/visualizations/filters/options.js';
import { findLayer, shownLayers } from '../../../src/visualizations/layers.js';
import { withoutLastActivation } from '../../../src/visualizations/logits.js';
import { assertClose, goldenContext, readArrays, readGolden, subject } from './support.js';

const tolerance = 1e-3;

/** By the names that the golden files have. */
const methods: Readonly<Record<string, AscentOptions>> = {
  negative: { negative: true },
  jitter: { jitter: 2 },
  blur: { blur: 0.7 },
  variation: { variation: 0.002 },
  diversity: { diversity: 0.05 },
  'negative-variation': { negative: true, variation: 0.002 },
  fourier: { parametrization: 'fourier' },
  'fourier-jitter': { parametrization: 'fourier', jitter: 2 },
};

describe('better gradient ascent, against TensorFlow', function () {
  this.timeout(120_000);
  let device: Device;
  before(async () => (device = await openDevice('cpu')));
  after(() => device.dispose());

  for (const [name, layer] of [['digits', 'separable'], ['branches', 'last']] as const) {
    const arrays = readArrays(`${name}.ascents.npz`);
    for (const [method, options] of Object.entries(methods)) {
      it(`climbs to the same patterns: ${name}, ${method}`, async () => {
        const golden = readGolden(name);
        const { context, dispose } = await goldenContext(golden, device);
        const size = golden.shape('image') as [number, number, number];
        const steps = arrays.values('steps')[0]!;
        const found = await ascend({ layer: findLayer(shownLayers(golden.graph), layer), filters: [...arrays.values('filters')], start: arrays.values('start'), size, steps, stepSize: 1, options }, withoutLastActivation(golden.graph), context);
        assertClose(found.objectives.flat(), arrays.values(`${method}/objective`), tolerance, `${method} objective`);
        assertClose(found.images, arrays.values(`${method}/image`), tolerance, method);
        await dispose();
      });
    }
  }

  it('keeps what was formed when it is stopped, and goes on from there', async () => {
    const parts: FiltersPicture[] = [];
    const stop = new AbortController();
    const { context, dispose } = await goldenContext(readGolden('digits'), device, (part) => {
      parts.push(part as FiltersPicture);
      if ((part as FiltersPicture).patterns[0]?.objective.length === 4) stop.abort();
    }, stop.signal);
    const request = { subject, layer: 'classes', filters: [0, 1, 2, 3], steps: 3, stepSize: 1, seed: 1, variants: 2, options: { diversity: 0.1 } };
    await assert.rejects(filters.compute(request, context), /cancelled/i);
    const before = parts.at(-1)!.patterns;
    assert.deepEqual(before.map(({ filter, variant }) => [filter, variant]), [[0, 0], [0, 1]]);
    parts.length = 0;
    // The signal stays aborted, so what comes before the first step is what was kept.
    await assert.rejects(filters.compute(request, context), /cancelled/i);
    assert.deepEqual(parts[0]!.patterns.map(({ values }) => values), before.map(({ values }) => values));
    assert.notDeepEqual(before[0]!.values, before[1]!.values);
    await dispose();
  });

  it('goes on in the midst of an ascent with the step at which it was stopped', async () => {
    const { context, dispose } = await goldenContext(readGolden('digits'), device);
    const request = { subject, layer: 'separable', filters: [0, 3, 7], steps: 10, stepSize: 1, seed: 1, options: { jitter: 2 } };
    let runs = 0;
    const stopped = { ...context, checkCancelled: () => { if (runs === 6) throw new Error('stopped'); }, run: (...given: Parameters<typeof context.run>) => { runs++; return context.run(...given); } };
    await assert.rejects(filters.compute(request, stopped), /stopped/);
    const found = await filters.compute(request, { ...stopped, checkCancelled: () => undefined });
    // One run a step and one for what was reached, as without a stop.
    assert.equal(runs, 11);
    const whole = await filters.compute(request, { ...context, remember: (_, make) => make() });
    assert.deepEqual(found.patterns, whole.patterns);
    await dispose();
  });

  it('shows the kernels themselves', async () => {
    const golden = readGolden('digits');
    const { context, dispose } = await goldenContext(golden, device);
    const ask = { subject, filters: null, steps: 1, stepSize: 1, seed: 1, kernels: true };
    const { kernels, total } = await filters.compute({ ...ask, layer: 'second' }, context);
    const weight = golden.values('weight/second/kernel');
    const [rows = 0, columns = 0, channels = 0, count = 0] = golden.shape('weight/second/kernel');
    assert.deepEqual([kernels?.height, kernels?.width, kernels?.channels, total], [rows, columns, channels, count]);
    for (const [filter, place, channel] of [[0, 0, 0], [11, 8, 7], [4, 5, 2]] as const) assert.equal(kernels?.values[(filter * rows * columns + place) * channels + channel], weight[(place * channels + channel) * count + filter]);
    await assert.rejects(filters.compute({ ...ask, layer: 'classes' }, context), /"classes" is a Dense and has no kernels over height and width/);
    await dispose();
  });
});
