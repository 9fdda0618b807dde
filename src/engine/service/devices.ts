import { listDevices, openDevice } from '../devices/open.js';
import type { DeviceInfo } from '../../core/protocol/engine.js';
import type { Device } from '../trace/step.js';

/** Devices of this process: each is opened when first used, and anew after it was lost. */
export class Devices {
  private readonly open = new Map<string, Promise<Device>>();

  list(): Promise<readonly DeviceInfo[]> {
    return listDevices();
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
        this.open.delete(key);
        await device.dispose().catch(() => undefined);
      }
    }
    const opening = this.open.get(key) ?? openDevice(id);
    this.open.set(key, opening);
    opening.catch(() => this.open.delete(key));
    return opening;
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([...this.open.values()].map(async (device) => (await device).dispose()));
    this.open.clear();
  }
}
