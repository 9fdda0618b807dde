import { defineDevice, unusable } from '../define.js';
import { openPortable } from '../portable.js';
import { missingRuntime, runtimeFolder } from '../runtime.js';

export default defineDevice({
  id: 'coreml',
  order: 110,
  async describe() {
    const label = 'Apple neural engine and graphics (CoreML)';
    if (process.platform !== 'darwin') return unusable('coreml', label, 'CoreML exists only on macOS.');
    if (runtimeFolder() === null) return unusable('coreml', label, missingRuntime);
    return { id: 'coreml', label, usable: true, reason: 'Computes in half precision where it sees fit, so it is never chosen before the CPU.', memoryBytes: null };
  },
  async open(info) {
    if (!info.usable) throw new Error(`${info.label} cannot be used: ${info.reason}`);
    return openPortable(info, 'coreml');
  },
});
