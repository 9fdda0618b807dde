import { sourceOf, type DeviceSource } from '../devices/install/sources.js';
import { lossWords } from '../devices/loss.js';
import { listDevices, openDevice } from '../devices/open.js';
import { sentence } from '../devices/trial.js';
import type { DeviceInfo } from '../../core/protocol/engine.js';
import { UserError } from '../errors.js';
import { checkText } from './schemas.js';
import type { Device } from '../trace/step.js';

/** Devices of this process: each is opened when first used, and anew after it was lost. */
export class Devices {
  private readonly open = new Map<string, Promise<Device>>();
  /** What is being opened in place of a lost one, whoever asks for it and by which name. */
  private readonly reopening = new Map<Device, Promise<Device>>();

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
        const again = this.reopening.get(device) ?? this.reopen(device);
        this.reopening.set(device, again);
        this.open.set(key, again);
        again.catch(() => {
          this.reopening.delete(device);
          // What does not open again is still the device that was lost: whoever asks next must not get another one.
          this.open.set(key, known);
        });
      }
      return this.open.get(key) ?? this.get(id);
    }
    const opening = id === undefined ? this.openBest() : this.openAs(id);
    this.open.set(key, opening);
    opening.catch(() => this.open.delete(key));
    return opening;
  }

  /** Lends a device. Throws a UserError with the reason and the next step where it is lost meanwhile. */
  async use<T>(id: string | undefined, work: (device: Device) => Promise<T>): Promise<T> {
    const device = await this.get(id);
    return work(device).catch((error: unknown) => {
      throw lossOr(device, error);
    });
  }

  /** The best device is one with the device of its name: a runtime that holds a lost one twice does not open it again. */
  private async openBest(): Promise<Device> {
    const device = await this.openAs();
    const named = this.open.get(device.info.id);
    if (named === undefined) {
      this.open.set(device.info.id, Promise.resolve(device));
      return device;
    }
    await device.dispose();
    return named;
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
      throw new UserError(`The device ${device.info.label} was lost (${device.lost?.message ?? 'for no known reason'}) and does not open again: ${sentence((error as Error).message)} Choose another device, or end this engine and start a new one (ConvLens: Restart Engine).`);
    }
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([...this.open.values()].map(async (device) => (await device).dispose()));
    this.open.clear();
  }
}

/** What a failure is to whoever asked for something to look at: a lost device is a sentence with the next step. */
export function lossOr(device: Device, error: unknown): unknown {
  return device.lost === null ? error : new UserError(`${lossWords(device)} Try again to open it anew, or choose another device (ConvLens: Select Device, or --backend).`);
}

/** Throws a UserError for a device that cannot be installed here. */
export function installable(id: string): DeviceSource {
  const source = process.platform === 'linux' && process.arch === 'x64' ? sourceOf(checkText('installDevice', id)) : null;
  if (source === null) throw new UserError(`The device "${id}" cannot be installed on ${process.platform} with ${process.arch}; cuda and tfjs-node-gpu can, on Linux with an x64 processor.`);
  return source;
}
