/** Opens onnxruntime's graphics providers: with a trial step, so that a missing driver is a sentence and not a failed training. */
import type { DeviceInfo } from '../../core/protocol/engine.js';
import { UserError } from '../errors.js';
import type { Device } from '../trace/step.js';
import { StepWorker } from '../worker/client.js';
import type { SessionSettings } from '../worker/protocol.js';
import { OnnxDevice } from './onnx.js';
import { firstLine, tryDevice } from './trial.js';

/** Throws "<label> cannot be used: ..." with onnxruntime's own reason in its first line. */
export async function openPortable(info: DeviceInfo, provider: SessionSettings['provider']): Promise<Device> {
  const device = new OnnxDevice({ info: { ...info, usable: true }, worker: new StepWorker(), target: { kind: 'portable', blockSize: 0 }, settings: { provider, threads: 1 } });
  try {
    await tryDevice(device);
    return device;
  } catch (error) {
    await device.dispose();
    throw new UserError(`${info.label} cannot be used: ${firstLine(error)}`);
  }
}
