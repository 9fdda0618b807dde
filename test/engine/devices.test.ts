import assert from 'node:assert/strict';
import { listDevices, openDevice } from '../../src/engine/devices/open.js';
import type { StepDefinition, TensorSpec } from '../../src/engine/trace/step.js';
import { tf } from '../../src/engine/trace/tensorflow.js';
import { StepWorker } from '../../src/engine/worker/client.js';
import { blockSizeOf } from '../../src/engine/devices/blocks.js';
import type { Target } from '../../src/engine/trace/builder.js';
import { lower } from '../../src/engine/trace/lower.js';
import { traceStep } from '../../src/engine/trace/trace.js';
import { deviceFor, expectClose } from './support/compare.js';

const pair: TensorSpec = { shape: [2], dtype: 'float32' };
const counter: StepDefinition = {
  name: 'counter', inputs: { x: pair }, state: { sum: pair, other: pair },
  build: ({ inputs, state }) => ({ outputs: { twice: tf.mul(inputs['x']!, 2) }, state: { sum: tf.add(state['sum']!, inputs['x']!) } }),
};
const variables = { sum: { spec: pair, values: Float32Array.of(1, 2) }, other: { spec: pair, values: Float32Array.of(5, 6) } };

describe('devices', function () {
  this.timeout(60_000);

  it('are listed with a sentence for each that is not usable', async () => {
    const devices = await listDevices();
    assert.deepEqual(devices.map(({ id }) => id).sort(), ['coreml', 'cpu', 'cuda', 'directml', 'tfjs-node-gpu', 'webgpu']);
    for (const { id, usable, reason } of devices) assert.ok(usable || /^[A-Zo].*\.$/.test(reason ?? ''), `${id}: ${reason}`);
    assert.ok(devices.find(({ id }) => id === 'cpu')?.usable);
  });

  it('refuse an unknown name, and one that is not there, in one sentence', async () => {
    await assert.rejects(openDevice('abacus'), /There is no device "abacus"\. Choose one of .*cpu/);
    if (process.platform !== 'win32') await assert.rejects(openDevice('directml'), /DirectML exists only on Windows/);
  });

  it('keep their state between runs, and read and write it', async () => {
    const device = await openDevice('cpu');
    const state = await device.createState(variables);
    const step = await device.compile(counter);
    assert.equal(step.eager, null);
    for (let i = 0; i < 3; i++) assert.deepEqual((await step.run(state, { x: Float32Array.of(1, 10) })).twice, Float32Array.of(2, 20));
    assert.deepEqual(await state.read(['sum']), { sum: Float32Array.of(4, 32) });
    await state.write({ sum: Float32Array.of(0, 0) });
    await step.run(state, { x: Float32Array.of(1, 1) });
    assert.deepEqual(await state.read(), { sum: Float32Array.of(1, 1), other: Float32Array.of(5, 6) });
    await assert.rejects(step.run(state, { x: new Float32Array(3) }), /expects 2 numbers for "x"/);
    await assert.rejects(state.write({ missing: new Float32Array(1) }), /has no variable "missing"; it has sum, other/);
    await device.dispose();
    await assert.rejects(step.run(state, { x: Float32Array.of(1, 1) }), /The device was closed/);
  });

  it('run a step with an unknown kernel uncompiled, and say so once', async () => {
    const lines: string[] = [];
    const worker = new StepWorker();
    const device = deviceFor({ kind: 'cpu', blockSize: 0 }, worker, (line) => lines.push(line));
    const definition: StepDefinition = { ...counter, build: ({ inputs, state }) => ({ outputs: { twice: tf.cumprod(inputs['x']!) }, state: { sum: tf.add(state['sum']!, inputs['x']!) } }) };
    const step = await device.compile(definition);
    const state = await device.createState(variables);
    assert.equal(step.eager, 'Cumprod');
    assert.deepEqual((await step.run(state, { x: Float32Array.of(3, 4) })).twice, Float32Array.of(3, 12));
    assert.deepEqual(await state.read(['sum']), { sum: Float32Array.of(4, 6) });
    assert.deepEqual(lines, ['Step "counter" runs uncompiled, and slowly, because of the kernel Cumprod: no lowering.']);
    await device.dispose();
  });

  it('draw the same random numbers for the same seed and index', async () => {
    const device = await openDevice('cpu');
    const noisy: StepDefinition = { name: 'noisy', inputs: {}, state: {}, build: ({ random }) => ({ outputs: { y: tf.add(random({ shape: [4], distribution: 'normal' }), random({ shape: [4], distribution: 'uniform' })) } }) };
    const step = await device.compile(noisy);
    const eager = await openDevice('eager');
    const [state, reference] = [await device.createState({}), await eager.createState({})];
    const draw = async (seed: number, index: number): Promise<string> => (await step.run(state, {}, { seed, index })).y!.join();
    assert.equal(await draw(1, 2), await draw(1, 2));
    assert.notEqual(await draw(1, 2), await draw(1, 3));
    assert.equal(await draw(1, 2), (await (await eager.compile(noisy)).run(reference, {}, { seed: 1, index: 2 })).y!.join());
    await device.dispose();
  });

  it('reject what waits, with a sentence, when the computing thread ends', async () => {
    const worker = new StepWorker();
    const waiting = assert.rejects(worker.call('createState', variables), /computing thread ended/);
    await worker.kill();
    await waiting;
    await assert.rejects(worker.call('createState', variables), /computing thread ended/);
  });

  // Stopped inside onnxruntime, the thread would take this process with it.
  it('are closed in the middle of a step, which ends first', async () => {
    const large: TensorSpec = { shape: [1, 128, 128, 16], dtype: 'float32' };
    const filters: TensorSpec = { shape: [5, 5, 16, 16], dtype: 'float32' };
    const slow: StepDefinition = {
      name: 'slow', inputs: { x: large }, state: { w: filters },
      build({ inputs, state }) {
        let y = inputs['x'] as tf.Tensor4D;
        for (let i = 0; i < 12; i++) y = tf.relu(tf.conv2d(y, state['w'] as tf.Tensor4D, 1, 'same'));
        return { outputs: { mean: tf.mean(y) } };
      },
    };
    for (let i = 0; i < 4; i++) {
      const device = await openDevice('cpu');
      const step = await device.compile(slow);
      const state = await device.createState({ w: { spec: filters, values: new Float32Array(25 * 16 * 16).fill(0.01) } });
      const x = new Float32Array(128 * 128 * 16).fill(0.5);
      await step.run(state, { x });
      const running = assert.rejects(step.run(state, { x }), /The device was closed\./);
      await new Promise(setImmediate);
      await device.dispose();
      await running;
    }
  });

  /** A convolution with its filter, whose result and what follows from it are kept in whatever layout the device computes in. */
  const image: TensorSpec = { shape: [2, 5, 5, 16], dtype: 'float32' };
  const filter: TensorSpec = { shape: [3, 3, 16, 32], dtype: 'float32' };
  const keeping: StepDefinition = {
    name: 'keeping', inputs: { x: image }, state: { w: filter },
    build({ inputs, state }) {
      const y = tf.conv2d(inputs['x'] as tf.Tensor4D, state['w'] as tf.Tensor4D, 1, 'same');
      return { outputs: { mean: tf.mean(y, -1) }, kept: { y, again: y, x: inputs['x']!, relu: tf.relu(tf.add(y, tf.ones([5, 5, 1]))), sums: tf.sum(y, [1, 2]), transposed: tf.transpose(y, [0, 3, 1, 2]) } };
    },
  };
  const wave = (size: number, step: number): Float32Array => Float32Array.from({ length: size }, (_, i) => Math.sin(step * i));
  const keepers: readonly (readonly [name: string, target: Target])[] = [['channels first', { kind: 'cpu', blockSize: 0 }], ['portable', { kind: 'portable', blockSize: 0 }], ['the layout of this machine', { kind: 'cpu', blockSize: -1 }]];

  for (const [name, target] of keepers) {
    it(`keep results and give them channels last when they are read: ${name}`, async () => {
      const worker = new StepWorker();
      const device = deviceFor(target.blockSize < 0 ? { ...target, blockSize: await blockSizeOf(worker) } : target, worker);
      const eager = await openDevice('eager');
      const [step, reference] = [await device.compile(keeping), await eager.compile(keeping)];
      const variable = { w: { spec: filter, values: wave(9 * 16 * 32, 0.37) } };
      const [state, other] = [await device.createState(variable), await eager.createState(variable)];
      const names = ['y', 'again', 'x', 'relu', 'sums', 'transposed'];
      const expectKept = async (x: Float32Array) => {
        const [found, expected] = [await step.keep(state, { x }), await reference.keep(other, { x })];
        expectClose('mean', found.outputs['mean']!, expected.outputs['mean']!, 2e-5);
        for (const each of names) expectClose(each, await found.kept.read(each), await expected.kept.read(each), 2e-5);
        return found.kept;
      };
      const [first, second] = [await expectKept(wave(800, 0.1)), await expectKept(wave(800, 0.2))];
      // The second run left the first one's results alone.
      expectClose('x', await first.read('x'), wave(800, 0.1), 1e-6);
      await first.dispose();
      await assert.rejects(first.read('x'), /"x" is not kept/);
      // What was let go makes room for a third, and new weights are not answered with what was made of the old ones.
      await state.write({ w: wave(9 * 16 * 32, 0.73) });
      await other.write({ w: wave(9 * 16 * 32, 0.73) });
      await expectKept(wave(800, 0.3));
      expectClose('x', await second.read('x'), wave(800, 0.2), 1e-6);
      await device.dispose();
    });
  }

  it('compute what depends on weights alone once for each set of weights', async () => {
    const program = lower(traceStep(keeping), { kind: 'cpu', blockSize: 0 });
    assert.deepEqual(Object.values(program.fixed!.results), [['w']]);
    assert.deepEqual(Object.keys(program.state), []);
    // A weight that the step itself changes is read in every run.
    const training: StepDefinition = { ...keeping, build: (scope) => ({ ...keeping.build(scope), state: { w: tf.mul(scope.state['w']!, 0.5) } }) };
    assert.equal(lower(traceStep(training), { kind: 'cpu', blockSize: 0 }).fixed, null);
  });

  it('hold no more memory after many runs', async () => {
    const device = await openDevice('cpu');
    const big: TensorSpec = { shape: [1 << 18], dtype: 'float32' };
    const step = await device.compile({ name: 'grow', inputs: { x: big }, state: { s: big }, build: ({ inputs, state }) => ({ outputs: { y: tf.mul(inputs['x']!, 2) }, state: { s: tf.add(state['s']!, inputs['x']!) } }) });
    const state = await device.createState({ s: { spec: big, values: new Float32Array(1 << 18) } });
    const x = new Float32Array(1 << 18);
    for (let i = 0; i < 50; i++) await step.run(state, { x });
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 300; i++) await step.run(state, { x });
    const grown = (process.memoryUsage().rss - before) / 2 ** 20;
    assert.ok(grown < 150, `grown by ${grown.toFixed(0)} MiB over 300 runs of 3 MiB each`);
    await device.dispose();
  });
});
