import assert from 'node:assert/strict';
import { tf } from '../../src/engine/trace/tensorflow.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { drawRandom } from '../../src/engine/trace/random.js';
import { traceBackend, traceBackendName } from '../../src/engine/trace/backend.js';
import type { StepDefinition } from '../../src/engine/trace/step.js';
import { StepWorker } from '../../src/engine/worker/client.js';
import { deviceFor } from './support/compare.js';

const descent: StepDefinition = {
  name: 'descent',
  inputs: { x: { shape: [2], dtype: 'float32' } },
  state: { w: { shape: [2], dtype: 'float32' } },
  build({ inputs, state, random }) {
    const noise = random({ shape: [2], distribution: 'uniform' });
    const { value, grads } = tf.valueAndGrads((w: tf.Tensor) => tf.sum<tf.Scalar>(tf.mul(w, inputs.x!)))([state.w!]);
    return { outputs: { loss: value, noise }, state: { w: tf.sub(state.w!, grads[0]!) } };
  },
};

describe('the eager device', () => {
  it('runs a step with tfjs gradients and keeps its state', async () => {
    const device = createEagerDevice();
    const before = tf.engine().state.numTensors;
    const state = await device.createState({ w: { spec: descent.state.w!, values: Float32Array.of(1, 2) } });
    const step = await device.compile(descent);
    const first = await step.run(state, { x: Float32Array.of(3, 4) }, { seed: 1, index: 5 });
    assert.equal(first.loss![0], 11);
    assert.deepEqual((await state.read()).w, Float32Array.of(-2, -2));
    assert.deepEqual(first.noise, drawRandom({ shape: [2], distribution: 'uniform' }, 1, 5, 'random0'));
    assert.equal(tf.engine().state.numTensors, before + 1, 'only the variable is kept');
    await state.dispose();
    assert.equal(tf.engine().state.numTensors, before);
  });

  it('says which input is missing or has another length', async () => {
    const device = createEagerDevice();
    const state = await device.createState({ w: { spec: descent.state.w!, values: Float32Array.of(1, 2) } });
    const step = await device.compile(descent);
    await assert.rejects(step.run(state, {}), /needs the input "x" of shape \[2\]/);
    await assert.rejects(step.run(state, { x: new Float32Array(3) }), /expects 2 numbers for "x" \(shape \[2\]\), and got 3/);
  });
});

describe('steps that run uncompiled beside others', () => {
  const pair = { shape: [2], dtype: 'float32' } as const;
  const adding = (name: string, uncompiled: boolean): StepDefinition => ({
    name, inputs: { x: pair }, state: { sum: pair },
    build: ({ inputs, state }) => ({ outputs: { y: uncompiled ? tf.cumprod(inputs.x!) : tf.mul(inputs.x!, 2) }, state: { sum: tf.add(state.sum!, inputs.x!) } }),
  });

  it('lose no change of the variables that they share, whatever runs first', async () => {
    const device = deviceFor({ kind: 'cpu', blockSize: 0 }, new StepWorker(), () => undefined);
    const [slow, fast] = [await device.compile(adding('slow', true)), await device.compile(adding('fast', false))];
    assert.deepEqual([slow.eager, fast.eager], ['Cumprod', null]);
    const state = await device.createState({ sum: { spec: pair, values: Float32Array.of(0, 0) } });
    const other = await device.createState({ sum: { spec: pair, values: Float32Array.of(0, 0) } });
    const [one, ten] = [{ x: Float32Array.of(1, 1) }, { x: Float32Array.of(10, 10) }];
    await Promise.all([slow.run(state, one), slow.run(state, one), fast.run(state, ten), slow.run(state, one), fast.run(state, ten), slow.run(other, one), fast.run(state, ten)]);
    assert.deepEqual([(await state.read()).sum, (await other.read()).sum], [Float32Array.of(33, 33), Float32Array.of(1, 1)]);
    // One that fails does not hold up the rest.
    await Promise.all([assert.rejects(slow.run(state, {}), /needs the input "x"/), slow.run(state, one), fast.run(state, one)]);
    assert.deepEqual((await state.read()).sum, Float32Array.of(35, 35));
    await device.dispose();
  });

  it('leave tfjs the backend that it had, also where several are made ready at once', async () => {
    const before = tf.getBackend();
    const devices = [createEagerDevice(), createEagerDevice(), createEagerDevice()];
    try {
      traceBackend();
      await tf.setBackend(traceBackendName);
      await Promise.all(devices.map(async (device) => device.createState({ sum: { spec: pair, values: Float32Array.of(0, 0) } })));
      assert.equal(tf.getBackend(), traceBackendName);
    } finally {
      if (before) await tf.setBackend(before);
    }
  });
});

describe('random numbers of steps', () => {
  it('have the moments of their distribution and depend on seed, index and name', () => {
    const normal = drawRandom({ shape: [20001], distribution: 'normal' }, 7, 3, 'random0');
    const mean = normal.reduce((a, b) => a + b, 0) / normal.length;
    const variance = normal.reduce((a, b) => a + (b - mean) ** 2, 0) / normal.length;
    assert.ok(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 0.05, `${mean} ${variance}`);
    const first = (seed: number, index: number, name: string): number => drawRandom({ shape: [1], distribution: 'uniform' }, seed, index, name)[0]!;
    assert.equal(new Set([first(1, 0, 'a'), first(2, 0, 'a'), first(1, 1, 'a'), first(1, 0, 'b')]).size, 4);
  });
});
