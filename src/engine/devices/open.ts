/** Lists the devices of this machine and opens one: by its id, or the best that is usable. */
import type { DeviceInfo } from '../../core/protocol/engine.js';
import type { Device } from '../trace/step.js';
import { UserError } from '../errors.js';
import { createEagerDevice } from './eager.js';
import { specs } from './registry.generated.js';
import type { DeviceKind } from './define.js';

const kinds: readonly DeviceKind[] = Object.values(specs).sort((a, b) => a.order - b.order);

/** In order of preference, each with a sentence where it is not usable. */
export async function listDevices(): Promise<DeviceInfo[]> {
  return Promise.all(kinds.map((kind) => kind.describe()));
}

/** Throws a sentence for an unknown id, and for a device that cannot be opened. `eager` is the uncompiled reference. */
export async function openDevice(id?: string): Promise<Device> {
  if (id === 'eager') return createEagerDevice();
  if (id !== undefined) {
    const kind = kinds.find((candidate) => candidate.id === id);
    if (kind === undefined) throw new UserError(`There is no device "${id}". Choose one of ${kinds.map((candidate) => candidate.id).join(', ')}.`);
    return kind.open(await kind.describe());
  }
  for (const kind of kinds) {
    const info = await kind.describe();
    if (info.usable) return kind.open(info).catch((error: unknown) => refused(error as Error, info));
  }
  throw new UserError('No device is usable on this machine: onnxruntime could not be loaded.');
}

/** The best device did not open. Another one would compute at another speed, so that is not chosen for the user. */
function refused({ message }: Error, { id }: DeviceInfo): never {
  throw new UserError(`${/[.!?]$/.test(message) ? message : `${message}.`} It is the best device that was found; choose another one (ConvLens: Select Device, or --backend cpu) or mend what is said of ${id}.`);
}
