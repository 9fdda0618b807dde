/** Opens onnxruntime's graphics providers: with a trial step, so that a missing driver is a sentence and not a failed training. */
import type { DeviceInfo } from '../../core/protocol/engine.js';
import type { Device, StepDefinition } from '../trace/step.js';
import { tf } from '../trace/tensorflow.js';
import { StepWorker } from '../worker/client.js';
import type { SessionSettings } from '../worker/protocol.js';
import { OnnxDevice } from './onnx.js';

const trial: StepDefinition = {
  name: 'trial',
  inputs: { x: { shape: [2, 3], dtype: 'float32' } },
  state: {},
  build: ({ inputs }) => ({ outputs: { y: tf.matMul(inputs['x']!, inputs['x']!, false, true) } }),
};

/** Throws "<label> cannot be used: ..." with onnxruntime's own reason in its first line. */
export async function openPortable(info: DeviceInfo, provider: SessionSettings['provider']): Promise<Device> {
  const device = new OnnxDevice({ info: { ...info, usable: true }, worker: new StepWorker(), target: { kind: 'portable', blockSize: 0 }, settings: { provider, threads: 1 } });
  try {
    const step = await device.compile(trial);
    const state = await device.createState({});
    const { y } = await step.run(state, { x: Float32Array.of(1, 2, 3, 4, 5, 6) });
    if (y?.join() !== '14,32,32,77') throw new Error('it computes wrong numbers');
    await Promise.all([step.dispose(), state.dispose()]);
    return device;
  } catch (error) {
    await device.dispose();
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim();
    throw new Error(`${info.label} cannot be used: ${reason}`);
  }
}
