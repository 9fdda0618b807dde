import { sourceOf, type DeviceSource } from '../devices/install/sources.js';
import { listDevices, openDevice } from '../devices/open.js';
import type { DeviceInfo } from '../../core/protocol/engine.js';
import { UserError } from '../errors.js';
import { checkText } from './schemas.js';
import type { Device } from '../trace/step.js';

/** Devices of this process: each is opened when first used, and anew after it was lost. */
export class Devices {
  private readonly open = new Map<string, Promise<Device>>();

  constructor(private readonly openAs: (id?: string) => Promise<Device> = openDevice) {}

  list(): Promise<readonly DeviceInfo[]> {
    return listDevices();
  }

  /** A device's name for people; its id where there is none such. */
  async label(id: string): Promise<string> {
    return (await this.list()).find((device) => device.id === id)?.label ?? id;
  }

  /** The device of an id, or the best one. Throws a UserError where there is none such. */
  async get(id?: string): Promise<Device> {
    const key = id ?? '';
    const known = this.open.get(key);
    if (known !== undefined) {
      const device = await known;
      if (device.lost === null) return device;
      // Of several that wait for it, the first opens it anew.
      if (this.open.get(key) === known) {
        const again = this.reopen(device);
        this.open.set(key, again);
        // What does not open again is still the device that was lost: whoever asks next must not get another one.
        again.catch(() => this.open.set(key, known));
      }
      return this.open.get(key) ?? this.get(id);
    }
    const opening = this.openAs(id);
    this.open.set(key, opening);
    opening.catch(() => this.open.delete(key));
    return opening;
  }

  /**
   * A device that was lost is opened once more, and never another one in its place: where it does not open, whoever asks is told and
   * chooses.
   */
  private async reopen(device: Device): Promise<Device> {
    await device.dispose().catch(() => undefined);
    try {
      return await this.openAs(device.info.id);
    } catch (error) {
      throw new UserError(`The device ${device.info.label} was lost (${device.lost?.message ?? 'for no known reason'}) and does not open again: ${(error as Error).message} Choose another device, or restart the engine.`);
    }
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([...this.open.values()].map(async (device) => (await device).dispose()));
    this.open.clear();
  }
}

/** Throws a UserError for a device that cannot be installed here. */
export function installable(id: string): DeviceSource {
  const source = process.platform === 'linux' && process.arch === 'x64' ? sourceOf(checkText('installDevice', id)) : null;
  if (source === null) throw new UserError(`The device "${id}" cannot be installed on ${process.platform} with ${process.arch}; cuda and tfjs-node-gpu can, on Linux with an x64 processor.`);
  return source;
}
