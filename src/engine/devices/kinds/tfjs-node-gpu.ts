import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineDevice, unusable } from '../define.js';
import { packageFolder } from '../runtime.js';

const name = '@tensorflow/tfjs-node-gpu';

/** TensorFlow's own CUDA kernels, run one by one. Its native part is installed on demand, for it downloads libtensorflow. */
export default defineDevice({
  id: 'tfjs-node-gpu',
  order: 120,
  async describe() {
    const label = 'NVIDIA graphics processor (TensorFlow)';
    const folder = packageFolder(name);
    if (folder === null) return unusable('tfjs-node-gpu', label, `The package ${name} is not installed.`);
    const library = join(folder, 'lib');
    const isBuilt = existsSync(library) && readdirSync(library, { recursive: true }).some((file) => String(file).endsWith('tfjs_binding.node'));
    return unusable('tfjs-node-gpu', label, isBuilt
      ? 'It is installed, but compiled steps on another device are faster; running them kernel by kernel with it is not offered yet.'
      : 'Its native part is not installed; it needs a download of libtensorflow with CUDA 11.2 and cuDNN 8.1.');
  },
  async open(info) {
    throw new Error(`${info.label} cannot be used: ${info.reason}`);
  },
});
