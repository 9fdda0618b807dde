import { defineDevice, unusable } from '../define.js';
import { hasNvidia } from '../graphics.js';
import { openPortable } from '../portable.js';
import { hasRuntimeFile, missingRuntime, runtimeFolder } from '../runtime.js';

export default defineDevice({
  id: 'cuda',
  order: 10,
  async describe() {
    const label = 'NVIDIA graphics processor (CUDA)';
    if (runtimeFolder() === null) return unusable('cuda', label, missingRuntime);
    if (process.platform !== 'linux' || process.arch !== 'x64') return unusable('cuda', label, 'onnxruntime offers CUDA to Node only on Linux with an x64 processor.');
    if (!hasNvidia()) return unusable('cuda', label, 'No NVIDIA graphics processor was found.');
    if (!hasRuntimeFile(/providers_cuda/)) return unusable('cuda', label, "onnxruntime's CUDA libraries are not installed; they need CUDA 12 and cuDNN 9.");
    return { id: 'cuda', label, usable: true, reason: null, memoryBytes: null };
  },
  async open(info) {
    if (!info.usable) throw new Error(`${info.label} cannot be used: ${info.reason}`);
    return openPortable(info, 'cuda');
  },
});
