import { defineDevice, unusable } from '../define.js';
import { EagerDevice } from '../eager.js';
import { hasNvidia } from '../graphics.js';
import { sourceOf } from '../install/sources.js';
import { installedFolder } from '../install/storage.js';
import { registerTensorflow, tensorflowBackend } from '../tensorflow-backend.js';
import { firstLine, tryDevice } from '../trial.js';
import { UserError } from '../../errors.js';

const id = 'tfjs-node-gpu';

/** TensorFlow's own CUDA kernels, run one by one. It is installed on demand, for it downloads libtensorflow. */
export default defineDevice({
  id,
  order: 120,
  async describe() {
    const label = 'NVIDIA graphics processor (TensorFlow)';
    if (process.platform !== 'linux' || process.arch !== 'x64') return unusable(id, label, 'It is offered only on Linux with an x64 processor.');
    if (!hasNvidia()) return unusable(id, label, 'No NVIDIA graphics processor was found.');
    if (folderOf() === null) return unusable(id, label, 'It is not installed; ConvLens: Install Device, or convlens devices install tfjs-node-gpu, downloads libtensorflow. It needs CUDA 11.2 and cuDNN 8.1.');
    return { id, label, usable: true, reason: 'Runs kernel by kernel, which is slower than a compiled step, so it is never chosen unasked.', memoryBytes: null };
  },
  async open(info) {
    const folder = folderOf();
    if (!info.usable || folder === null) throw new UserError(`${info.label} cannot be used: ${info.reason}`);
    try {
      // Without its libraries of CUDA, TensorFlow would compute on the processor and say nothing.
      if (!registerTensorflow(folder).usesGpu) throw new Error('TensorFlow finds no graphics processor; it needs an NVIDIA driver, CUDA 11.2 and cuDNN 8.1.');
      const device = new EagerDevice(info, tensorflowBackend);
      await tryDevice(device);
      return device;
    } catch (error) {
      throw new UserError(`${info.label} cannot be used: ${firstLine(error)}`);
    }
  },
});

const folderOf = (): string | null => installedFolder(sourceOf(id)?.name ?? '');
