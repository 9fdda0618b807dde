/** Opens a device by its id, or the best that this machine has. */
import { availableParallelism } from 'node:os';
import type { DeviceInfo } from '../../core/protocol/engine.js';
import type { Device } from '../trace/step.js';
import { StepWorker } from '../worker/client.js';
import { createEagerDevice } from './eager.js';
import { OnnxDevice } from './onnx.js';

const threads = Math.max(1, Math.min(8, availableParallelism()));
const cpu: DeviceInfo = { id: 'cpu', label: `CPU (${threads} threads)`, usable: true, reason: null, memoryBytes: null };

export async function listDevices(): Promise<DeviceInfo[]> {
  return [cpu, createEagerDevice().info];
}

export async function openDevice(id?: string): Promise<Device> {
  if (id === 'eager') return createEagerDevice();
  return new OnnxDevice({ info: cpu, target: { kind: 'cpu', blockSize: 0 }, settings: { provider: 'cpu', threads }, worker: new StepWorker() });
}
