import { defineDevice, unusable } from '../define.js';
import { hasGraphicsHardware } from '../graphics.js';
import { openPortable } from '../portable.js';
import { missingRuntime, runtimeFolder } from '../runtime.js';

export default defineDevice({
  id: 'webgpu',
  order: 20,
  async describe() {
    const label = 'Graphics processor (WebGPU)';
    if (runtimeFolder() === null) return unusable('webgpu', label, missingRuntime);
    if (!hasGraphicsHardware()) return unusable('webgpu', label, 'No graphics processor was found; a software adapter is slower than the CPU and is used only when it is named.');
    return { id: 'webgpu', label, usable: true, reason: null, memoryBytes: null };
  },
  open: (info) => openPortable(info, 'webgpu'),
});
