/** Opens a device by its id, or the best that this machine has. */
import type { DeviceInfo } from '../../core/protocol/engine.js';
import type { Device } from '../trace/step.js';
import { createEagerDevice } from './eager.js';

export async function listDevices(): Promise<DeviceInfo[]> {
  return [createEagerDevice().info];
}

export async function openDevice(_id?: string): Promise<Device> {
  return createEagerDevice();
}
