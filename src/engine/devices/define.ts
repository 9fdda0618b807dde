/** One way to run steps: what can be said of it on this machine, and how it is opened. */
import type { DeviceInfo } from '../../core/protocol/engine.js';
import type { Device } from '../trace/step.js';

export interface DeviceKind {
  readonly id: string;
  /** Lower comes first when the best is chosen. */
  readonly order: number;
  /** Never throws: what is missing is the info's `reason`. */
  describe(): Promise<DeviceInfo>;
  /**
   * Opens it, also where `describe` advises against it (a software adapter): whoever names a device wants it. Throws one sentence where
   * it cannot work at all.
   */
  open(info: DeviceInfo): Promise<Device>;
}

export function defineDevice(kind: DeviceKind): DeviceKind {
  return kind;
}

export function unusable(id: string, label: string, reason: string): DeviceInfo {
  return { id, label, usable: false, reason, memoryBytes: null };
}
