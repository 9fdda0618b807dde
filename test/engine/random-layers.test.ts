import assert from 'node:assert/strict';
import type { Layer } from '../../src/core/graph/types.js';
import { runEagerly } from '../../src/engine/devices/eager.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { Config } from '../../src/engine/layers/support/config.js';
import { forwardOf } from '../../src/engine/layers/lookup.js';
import type { Device, StepDefinition } from '../../src/engine/trace/step.js';
import type { tf } from '../../src/engine/trace/tensorflow.js';
import { golden, specOf, unpack, type Packed } from './golden.js';

interface Case {
  readonly type: string;
  readonly config: Layer['config'];
  readonly x: Packed;
  readonly random: readonly Packed[];
  readonly training: Packed;
  readonly unchanged: boolean;
  /** What a layer makes outside of training that changes images there too. */
  readonly inference?: Packed;
}

function stepOf({ type, config, x }: Case, training: boolean): StepDefinition {
  const layer: Layer = { id: type, name: type.toLowerCase(), type, role: 'layer', config, weights: [], span: null, trainable: true } as unknown as Layer;
  const forward = forwardOf(layer) ?? assert.fail(`${type} cannot be run`);
  return {
    name: type,
    inputs: { x: specOf(x) },
    state: {},
    build: ({ inputs, random }) => {
      const fail = (): never => assert.fail('not used');
      const output = forward.call({ layer, config: new Config(layer), weights: {}, inputs: [inputs['x']!], arguments: {}, results: [], training, random, update: fail, child: fail, childWeight: fail });
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
      assert.equal(unchanged, type !== 'AutoContrast', 'Keras leaves images alone outside of training, but for layers without chance');
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
