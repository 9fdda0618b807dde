import { join } from 'node:path';
import { defineDevice, unusable } from '../define.js';
import { hasNvidia } from '../graphics.js';
import { sourceOf } from '../install/sources.js';
import { installedFolder } from '../install/storage.js';
import { missingLibraries } from '../libraries.js';
import { openPortable } from '../portable.js';
import { hasRuntimeFile, missingRuntime, runtimeFolder } from '../runtime.js';

export default defineDevice({
  id: 'cuda',
  order: 10,
  async describe() {
    const label = 'NVIDIA graphics processor (CUDA)';
    const folder = runtimeFolder();
    if (folder === null) return unusable('cuda', label, missingRuntime);
    if (process.platform !== 'linux' || process.arch !== 'x64') return unusable('cuda', label, 'onnxruntime offers CUDA to Node only on Linux with an x64 processor.');
    if (!hasNvidia()) return unusable('cuda', label, 'No NVIDIA graphics processor was found.');
    if (!hasRuntimeFile(/providers_cuda/)) {
      const installed = installedFolder(sourceOf('cuda')?.name ?? '') !== null;
      return unusable('cuda', label, installed
        ? 'It is installed, and this engine started before that; it is offered once the engine has started again.'
        : "onnxruntime's CUDA libraries are not installed; ConvLens: Install Device, or convlens devices install cuda, downloads them. They need CUDA 12 and cuDNN 9.");
    }
    const missing = await missingLibraries(join(folder, 'libonnxruntime_providers_cuda.so'));
    if (missing.length > 0) return unusable('cuda', label, `It needs CUDA 12 and cuDNN 9, but ${missing.join(', ')} cannot be found. Install them, or name their folders in LD_LIBRARY_PATH before the editor starts.`);
    return { id: 'cuda', label, usable: true, reason: null, memoryBytes: null };
  },
  async open(info) {
    if (!info.usable) throw new Error(`${info.label} cannot be used: ${info.reason}`);
    return openPortable(info, 'cuda');
  },
});
