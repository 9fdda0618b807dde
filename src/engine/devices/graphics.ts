/** Signs of a graphics processor that cost nothing to look for and cannot crash. */
import { existsSync, readdirSync } from 'node:fs';

/** Linux: a render node of the kernel, or NVIDIA's own device. Elsewhere the system always has one. */
export function hasGraphicsHardware(): boolean {
  if (process.platform !== 'linux') return process.platform === 'win32' || process.platform === 'darwin';
  return hasNvidia() || (existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD')));
}

export function hasNvidia(): boolean {
  return process.platform === 'linux' ? existsSync('/dev/nvidia0') || existsSync('/dev/dxg') : process.platform === 'win32';
}
