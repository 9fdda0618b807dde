import assert from 'node:assert/strict';
import { EagerDevice } from '../../src/engine/devices/eager.js';
import { OnnxDevice } from '../../src/engine/devices/onnx.js';
import { Devices } from '../../src/engine/service/devices.js';
import type { Device, StepDefinition } from '../../src/engine/trace/step.js';
import { tf } from '../../src/engine/trace/tensorflow.js';
import { StepWorker } from '../../src/engine/worker/client.js';
import type { WorkerApi } from '../../src/engine/worker/protocol.js';

const info = { id: 'cuda', label: 'A graphics processor', usable: true, reason: null, memoryBytes: null };
const step: StepDefinition = { name: 'double', inputs: { x: { shape: [2], dtype: 'float32' } }, state: {}, build: ({ inputs }) => ({ outputs: { y: tf.mul(inputs['x']!, 2) } }) };
const x = Float32Array.of(1, 2);

/** A worker whose runs answer what the test says; no thread computes. */
function answering(run: (count: number) => Promise<ReturnType<WorkerApi['run']>>): StepWorker {
  let runs = 0;
  const worker = new StepWorker();
  worker.call = (async (name: keyof WorkerApi) => (name === 'run' ? run(++runs) : 1)) as typeof worker.call;
  return worker;
}

const deviceOn = (worker: StepWorker): Device => new OnnxDevice({ info, worker, target: { kind: 'portable', blockSize: 0 }, settings: { provider: 'webgpu', threads: 1 } });

describe('a device that is lost', function () {
  this.timeout(240_000);

  it('is told from a step that fails: what can still compute is not lost', async () => {
    const worker = answering(async (count) => {
      if (count === 1) throw new Error('out of memory');
      return { outputs: { y: Float32Array.of(14, 32, 32, 77) }, kept: null };
    });
    const device = deviceOn(worker);
    const [compiled, state] = [await device.compile(step), await device.createState({})];
    await assert.rejects(compiled.run(state, { x }), /out of memory/);
    assert.equal(device.lost, null);
    await worker.dispose();
  });

  it('says why in one sentence, and computes no more', async () => {
    const worker = answering(async () => {
      throw new Error('CUDA failure 719: unspecified launch failure\n  at a driver');
    });
    const device = deviceOn(worker);
    const [compiled, state] = [await device.compile(step), await device.createState({})];
    await assert.rejects(compiled.run(state, { x }), /CUDA failure 719/);
    assert.equal(device.lost?.message, 'CUDA failure 719: unspecified launch failure.');
    await assert.rejects(compiled.run(state, { x }), /CUDA failure 719/);
    await worker.dispose();
  });

  it('that runs kernel by kernel is told in the same way', async () => {
    const device = new EagerDevice(info, 'cpu');
    const broken: StepDefinition = { ...step, build: () => { throw new Error('a fault of the step'); } };
    const state = await device.createState({});
    await assert.rejects((await device.compile(broken)).run(state, { x }), /a fault of the step/);
    assert.equal(device.lost, null);
    assert.deepEqual((await (await device.compile(step)).run(state, { x })).y, Float32Array.of(2, 4));
  });

  it('is opened again, and never another one in its place', async () => {
    const opened: (string | undefined)[] = [];
    let works = true;
    const make = (): Device => ({ info, lost: null, compile: () => assert.fail(), createState: () => assert.fail(), dispose: async () => undefined });
    const first = { ...make(), lost: new Error('The driver is gone.') };
    const devices = new Devices(async (id) => {
      opened.push(id);
      if (opened.length === 1) return first;
      if (!works) throw new Error('no graphics processor.');
      return make();
    });
    assert.equal(await devices.get(), first);
    works = false;
    await assert.rejects(devices.get(), /^UserError: The device A graphics processor was lost \(The driver is gone\.\) and does not open again: no graphics processor\. Choose another device/);
    works = true;
    assert.equal((await devices.get()).lost, null);
    assert.deepEqual(opened, [undefined, 'cuda', 'cuda']);
  });
});
