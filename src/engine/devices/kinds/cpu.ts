import { availableParallelism } from 'node:os';
import { StepWorker } from '../../worker/client.js';
import { blockSizeOf } from '../blocks.js';
import { defineDevice, unusable } from '../define.js';
import { memoryLimit } from '../memory.js';
import { OnnxDevice } from '../onnx.js';
import { missingRuntime, runtimeFolder } from '../runtime.js';

export default defineDevice({
  id: 'cpu',
  order: 100,
  async describe() {
    if (runtimeFolder() === null) return unusable('cpu', 'CPU', missingRuntime);
    const threads = availableParallelism();
    return { id: 'cpu', label: `CPU (${threads} ${threads === 1 ? 'thread' : 'threads'})`, usable: true, reason: null, memoryBytes: memoryLimit() };
  },
  async open(info) {
    if (!info.usable) throw new Error(info.reason ?? missingRuntime);
    const worker = new StepWorker();
    return new OnnxDevice({ info, worker, target: { kind: 'cpu', blockSize: await blockSizeOf(worker) }, settings: { provider: 'cpu', threads: availableParallelism() } });
  },
});
