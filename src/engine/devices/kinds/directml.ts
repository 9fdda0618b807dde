import { defineDevice, unusable } from '../define.js';
import { openPortable } from '../portable.js';
import { hasRuntimeFile, missingRuntime, runtimeFolder } from '../runtime.js';

export default defineDevice({
  id: 'directml',
  order: 30,
  async describe() {
    const label = 'Graphics processor (DirectML)';
    if (process.platform !== 'win32') return unusable('directml', label, 'DirectML exists only on Windows.');
    if (runtimeFolder() === null) return unusable('directml', label, missingRuntime);
    if (!hasRuntimeFile(/DirectML\.dll/i)) return unusable('directml', label, 'DirectML.dll is missing beside onnxruntime; reinstall the extension.');
    return { id: 'directml', label, usable: true, reason: null, memoryBytes: null };
  },
  async open(info) {
    if (!info.usable) throw new Error(`${info.label} cannot be used: ${info.reason}`);
    return openPortable(info, 'dml');
  },
});
