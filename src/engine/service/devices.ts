import { listDevices, openDevice } from '../devices/open.js';
import type { DeviceInfo } from '../../core/protocol/engine.js';
import type { Device } from '../trace/step.js';

/** Devices of this process: each is opened once, when first used. */
export class Devices {
  private readonly open = new Map<string, Promise<Device>>();

  list(): Promise<readonly DeviceInfo[]> {
    return listDevices();
  }

  /** The device of an id, or the best one. Throws a UserError where there is none such. */
  get(id?: string): Promise<Device> {
    const key = id ?? '';
    const known = this.open.get(key);
    if (known !== undefined) return known;
    const opened = openDevice(id);
    this.open.set(key, opened);
    opened.catch(() => this.open.delete(key));
    return opened;
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([...this.open.values()].map(async (device) => (await device).dispose()));
    this.open.clear();
  }
}
