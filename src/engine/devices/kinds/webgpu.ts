import { defineDevice, unusable } from '../define.js';
import { hasGraphicsHardware, vulkanDrivers } from '../graphics.js';
import { openPortable } from '../portable.js';
import { missingRuntime, runtimeFolder } from '../runtime.js';

export default defineDevice({
  id: 'webgpu',
  order: 20,
  async describe() {
    const label = 'Graphics processor (WebGPU)';
    if (runtimeFolder() === null) return unusable('webgpu', label, missingRuntime);
    const isLinux = process.platform === 'linux';
    // Its library for 64-bit ARM is built without WebGPU.
    if (isLinux && process.arch !== 'x64') return unusable('webgpu', label, 'onnxruntime offers WebGPU on Linux only with an x64 processor.');
    if (!hasGraphicsHardware()) return unusable('webgpu', label, 'No graphics processor was found; a software adapter is slower than the CPU and is used only when it is named.');
    if (isLinux && vulkanDrivers().length === 0) return unusable('webgpu', label, 'A graphics processor was found, but no Vulkan driver for it (neither in /usr/share/vulkan/icd.d nor where VK_DRIVER_FILES says). Install the driver of its maker, or mesa-vulkan-drivers.');
    return { id: 'webgpu', label, usable: true, reason: null, memoryBytes: null };
  },
  open: (info) => openPortable(info, 'webgpu'),
});
