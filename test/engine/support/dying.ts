/** Devices that are lost at a chosen run: real onnxruntime sessions on the processor, behind what a graphics provider says when its device goes. */
import { OnnxDevice } from '../../../src/engine/devices/onnx.js';
import type { Device } from '../../../src/engine/trace/step.js';
import { StepWorker } from '../../../src/engine/worker/client.js';
import type { WorkerApi } from '../../../src/engine/worker/protocol.js';
import { losses } from './losses-of-devices.js';

export interface Dying {
  readonly device: Device;
  /** Runs so far of any step, those behind the loss not counted. */
  readonly runs: () => number;
}

/** A device whose first `runs` runs succeed, and no other after them. It compiles as graphics providers do. */
export function dyingDevice(runs: number, { provider, message }: Pick<(typeof losses)[number], 'provider' | 'message'> = losses[0]): Dying {
  const worker = new StepWorker();
  const call = worker.call.bind(worker) as (name: keyof WorkerApi, argument: unknown) => Promise<unknown>;
  let done = 0;
  worker.call = (async (name: keyof WorkerApi, argument: { readonly settings?: object }) => {
    if (name === 'run' && done >= runs) throw new Error(message);
    if (name === 'run') done++;
    return call(name, name === 'compile' ? { ...argument, settings: { ...argument.settings, provider: 'cpu' } } : argument);
  }) as typeof worker.call;
  const info = { id: provider, label: 'A graphics processor', usable: true, reason: null, memoryBytes: null };
  return { runs: () => done, device: new OnnxDevice({ info, worker, target: { kind: 'portable', blockSize: 0 }, settings: { provider: 'webgpu', threads: 1 } }) };
}
