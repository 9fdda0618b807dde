/**
 * tfjs's backend `tensorflow` from an installed tfjs-node-gpu. Only its backend and kernels are loaded, and the `@tensorflow/tfjs` that
 * they ask for is the engine's own: two copies would have two sets of tensors.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { tf } from '../trace/tensorflow.js';

const load = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
const handover = Symbol.for('convlens.tfjs');

/** What stands where tfjs-node-gpu looks for tfjs. */
export const handoverSource = "module.exports = globalThis[Symbol.for('convlens.tfjs')];\n";

export const tensorflowBackend = 'tensorflow';

interface Loaded {
  readonly NodeJSKernelBackend: new (binding: unknown, name: string) => tf.KernelBackend & { readonly isUsingGpuDevice: boolean };
}

let registered: { readonly folder: string; readonly backend: InstanceType<Loaded['NodeJSKernelBackend']> } | null = null;

/**
 * Registers the backend of an installation, once in a process. Tells whether TensorFlow found a graphics processor. Throws what the
 * system's loader says where a library is missing.
 */
export function registerTensorflow(folder: string): { readonly usesGpu: boolean } {
  if (registered === null) {
    // tfjs-node 4.22 calls a function that Node 23 no longer has.
    const util = load('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    (globalThis as { [handover]?: typeof tf })[handover] = tf;
    const binding: unknown = load(join(folder, 'package', 'lib', 'napi-v8', 'tfjs_binding.node'));
    const { NodeJSKernelBackend } = load(join(folder, 'package', 'dist', 'nodejs_kernel_backend.js')) as Loaded;
    const backend = new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu');
    tf.registerBackend(tensorflowBackend, () => backend);
    // Its kernels reach for the backend in use while they are loaded, and must not see the one before.
    const before = tf.getBackend();
    void tf.setBackend(tensorflowBackend);
    load(join(folder, 'package', 'dist', 'register_all_kernels.js'));
    if (before) void tf.setBackend(before);
    registered = { folder, backend };
  }
  return { usesGpu: registered.backend.isUsingGpuDevice };
}
