import assert from 'node:assert/strict';
import type { Layer } from '../../src/core/graph/types.js';
import { runEagerly } from '../../src/engine/devices/eager.js';
import { openDevice } from '../../src/engine/devices/open.js';
import type { ForwardCall } from '../../src/engine/layers/define.js';
import { chainsOf, mixed } from '../../src/engine/layers/forward/aug-mix.js';
import type { ChangeName } from '../../src/engine/layers/support/changes.js';
import { beta, dirichlet } from '../../src/engine/layers/support/gamma.js';
import { byteShare } from '../../src/engine/layers/support/histogram.js';
import { permutation } from '../../src/engine/layers/support/permutation.js';
import { Config } from '../../src/engine/layers/support/config.js';
import { forwardOf } from '../../src/engine/layers/lookup.js';
import type { Device, StepDefinition } from '../../src/engine/trace/step.js';
import { tf as tensorflow, type tf } from '../../src/engine/trace/tensorflow.js';
import { golden, specOf, unpack, type Packed } from './golden.js';

interface Case {
  readonly type: string;
  readonly config: Layer['config'];
  readonly x: Packed;
  readonly random: readonly Packed[];
  /** What AugMix's chains apply. */
  readonly chains?: readonly (readonly ChangeName[])[];
  readonly training: Packed;
  readonly unchanged: boolean;
  /** What a layer makes outside of training that changes images there too. */
  readonly inference?: Packed;
}

function stepOf({ type, config, x, chains }: Case, training: boolean): StepDefinition {
  const layer: Layer = { id: type, name: type.toLowerCase(), type, role: 'layer', config, weights: [], span: null, trainable: true } as unknown as Layer;
  const forward = forwardOf(layer) ?? assert.fail(`${type} cannot be run`);
  return {
    name: type,
    inputs: { x: specOf(x) },
    state: {},
    build: ({ inputs, random }) => {
      const fail = (): never => assert.fail('not used');
      const call = { layer, config: new Config(layer), weights: {}, inputs: [inputs['x']!], masks: [], named: {}, handedMask: () => undefined, arguments: {}, results: [], training, random, penalize: fail, update: fail, batch: 1, variable: fail, follow: fail, activate: fail, child: fail, childWeight: fail } as ForwardCall;
      const output = chains && training ? mixed(call, chains) : forward.call(call);
      return { outputs: { y: output as tf.Tensor } };
    },
  };
}

/** Values on an edge between two pixels fall on either side by rounding; the rest must agree. */
function compare(actual: ArrayLike<number>, expected: ArrayLike<number>, allowed: number): void {
  assert.equal(actual.length, expected.length);
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-2);
  const wrong = Array.from(expected, (value, i) => Math.abs(value - actual[i]!) / scale).filter((gap) => !(gap <= 1e-4));
  assert.ok(wrong.length <= allowed * expected.length, `${wrong.length} of ${expected.length} values differ, by up to ${Math.max(...wrong)}`);
}

describe('random image layers make of the same numbers what Keras makes', function () {
  this.timeout(60_000);
  const { cases } = golden<{ cases: readonly Case[] }>('random_layers');
  let device: Device;
  before(async () => void (device = await openDevice('cpu')));
  after(() => device.dispose());

  for (const [i, sample] of cases.entries()) {
    const { type, config, x, random, training, unchanged } = sample;
    it(`${type} ${JSON.stringify({ ...config, seed: undefined, dataFormat: undefined, boundingBoxFormat: undefined })}`, async () => {
      const given = Object.fromEntries(random.map((numbers, n) => [`random${n}`, unpack(numbers) as Float32Array]));
      const { outputs } = await runEagerly(stepOf(sample, true), {}, { x: unpack(x) }, { random: given });
      compare(outputs['y']!, unpack(training), 0);
      assert.equal(unchanged, type !== 'AutoContrast' && !type.startsWith('ContrastLimited'), 'Keras leaves images alone outside of training, but for layers without chance');
      const inference = await runEagerly(stepOf(sample, false), {}, { x: unpack(x) });
      compare(inference.outputs['y']!, unpack(sample.inference ?? x), 0);
      // Compiled, once a kind of layer and way of filling.
      if (cases.findIndex((other) => other.type === type && other.config['fillMode'] === config['fillMode'] && other.config['interpolation'] === config['interpolation']) !== i) return;
      const compiled = await device.compile(stepOf(sample, true));
      assert.equal(compiled.eager, null);
      const state = await device.createState({});
      compare((await compiled.run(state, { x: unpack(x) }, { random: given }))['y']!, unpack(training), 0.01);
      await compiled.dispose();
      await state.dispose();
    });
  }
});

/** The distribution of `count` numbers that `build` draws. */
async function drawn(count: number, build: (random: ForwardCall['random']) => tf.Tensor): Promise<number[]> {
  const { outputs } = await runEagerly({ name: 'draw', inputs: {}, state: {}, build: ({ random }) => ({ outputs: { y: build(random) } }) }, {}, {}, { seed: 4 });
  assert.equal(outputs['y']!.length, count);
  return Array.from(outputs['y']!).sort((a, b) => a - b);
}

describe('the numbers that mix images', () => {
  const count = 20_000;
  /** The largest distance between what was drawn and the distribution (Kolmogorov and Smirnov); above 1.95 / sqrt(n) one in a thousand lies. */
  const distance = (sorted: readonly number[], cumulative: (x: number) => number): number => sorted.reduce((most, x, i) => Math.max(most, Math.abs(cumulative(x) - (i + 0.5) / sorted.length)), 0);

  it('are of the beta distribution', async () => {
    const known: readonly [alpha: number, cumulative: (x: number) => number][] = [[0.5, (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))], [1, (x) => x], [2, (x) => 3 * x ** 2 - 2 * x ** 3], [3, (x) => x ** 3 * (10 - 15 * x + 6 * x ** 2)]];
    for (const [alpha, cumulative] of known) assert.ok(distance(await drawn(count, (random) => beta({ random }, [count], alpha)), cumulative) < 1.95 / Math.sqrt(count), `alpha ${alpha}`);
  });

  it('are whole shares where the parameter is next to nothing, never 0 / 0', async () => {
    const shares = await drawn(count, (random) => beta({ random }, [count], 1e-6));
    assert.ok(shares.every((share) => share >= 0 && share <= 1));
    assert.ok(shares.filter((share) => share > 0 && share < 1).length < 20);
    assert.ok(Math.abs(shares.reduce<number>((a, b) => a + b, 0) / count - 0.5) < 0.02);
  });

  it('of Dirichlet add up to 1', async () => {
    const shares = await drawn(5, (random) => dirichlet({ random }, 5, 0.7));
    assert.ok(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-6);
  });

  it('put rows into an order in which each comes once, numbers that are equal too', async () => {
    assert.deepEqual(await drawn(300, (random) => permutation({ random }, 300)), Array.from({ length: 300 }, (_, i) => i));
    assert.deepEqual(await drawn(4, () => permutation({ random: () => tensorflow.tensor1d([0.5, 0.25, 0.5, 0.25]) }, 4)), [0, 1, 2, 3]);
  });

  it('round 255 * part / whole as numbers with 64 bits do', async () => {
    const pairs = Array.from({ length: 4000 }, (_, i): [number, number] => [(i * 7919) % 600_001, 600_001 - (i % 7)]).concat([[1, 510], [3, 510], [5, 510], [0, 1], [8_000_000, 8_000_000], [4_000_000, 8_000_000]]);
    const { outputs } = await runEagerly({ name: 'share', inputs: { part: { shape: [pairs.length], dtype: 'float32' }, whole: { shape: [pairs.length], dtype: 'float32' } }, state: {}, build: ({ inputs }) => ({ outputs: { y: byteShare(inputs['part']!, inputs['whole']!) } }) }, {}, { part: Float32Array.from(pairs, ([part]) => part), whole: Float32Array.from(pairs, ([, whole]) => whole) });
    const even = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
    assert.deepEqual(Array.from(outputs['y']!), pairs.map(([part, whole]) => even((part * 255) / whole)));
  });
});

describe('AugMix chooses its chains once', () => {
  const chains = (config: Layer['config'], name = 'aug_mix') => chainsOf({ config: new Config({ name, type: 'AugMix', config }), layer: { name } as Layer });

  it('by seed and name, so that a training goes on with the same ones', () => {
    assert.deepEqual(chains({ seed: 3 }), chains({ seed: 3 }));
    assert.notDeepEqual(chains({ seed: 3 }), chains({ seed: 4 }));
    assert.notDeepEqual(chains({ seed: null }), chains({ seed: null }, 'aug_mix_1'));
  });

  it('of up to `chain_depth` changes each, with `all_ops=False` only of those that leave brightness and colours alone', () => {
    const made = Array.from({ length: 200 }, (_, seed) => chains({ seed, numChains: 4, chainDepth: 5, allOps: false })).flat();
    assert.equal(made.length, 800);
    assert.deepEqual([...new Set(made.map(({ length }) => length))].sort(), [1, 2, 3, 4, 5]);
    assert.deepEqual([...new Set(made.flat())].sort(), ['AutoContrast', 'Equalization', 'RandomPosterization', 'RandomRotation', 'RandomShear', 'RandomTranslation', 'Solarization']);
    // Each of eight outcomes is as likely: seven changes, and none.
    assert.ok(Math.abs(made.flat().length / 4000 - 7 / 8) < 0.02);
  });
});
