/** Finds out whether onnxruntime's CPU kernels have a blocked layout here, and how many channels one block holds. */
import { blockedDomain } from '../trace/builder.js';
import { encodeModel } from '../trace/onnx.js';
import { graphNames, type Program } from '../trace/program.js';
import type { StepWorker } from '../worker/client.js';

const channels = 16;
const shape = [1, channels, 1, 2];

/** 16 with AVX-512, 8 with AVX2, 0 on processors for which onnxruntime has no such kernels. */
export async function blockSizeOf(worker: StepWorker): Promise<number> {
  const spec = { shape, dtype: 'float32' as const };
  const [input, output] = [graphNames.input('x'), graphNames.output('y')];
  const program: Program = {
    name: 'block size', fixed: null, inputs: { x: spec }, state: {}, random: {}, outputs: { y: spec }, kept: {}, newState: {}, handed: {}, updates: [],
    model: encodeModel({
      name: 'block size', initializers: [],
      nodes: [{ op: 'ReorderInput', inputs: [input], outputs: [output], domain: blockedDomain }],
      inputs: [{ name: input, shape, type: 'float32' }], outputs: [{ name: output, shape, type: 'float32' }],
    }),
  };
  try {
    const step = await worker.call('compile', { program, settings: { provider: 'cpu', threads: 1 } });
    const state = await worker.call('createState', {});
    const x = Float32Array.from({ length: 2 * channels }, (_, i) => i);
    const { outputs: { y } } = await worker.call('run', { step, state, inputs: { x }, seed: 0, index: 0, random: {}, keep: false });
    await Promise.all([worker.call('forget', step), worker.call('dropState', state)]);
    // Channel c at position w stands at 2c + w before, and at (w, c) of its block afterwards.
    return [16, 8].find((size) => y!.every((value, i) => value === 2 * (Math.floor(i / (2 * size)) * size + (i % size)) + (Math.floor(i / size) % 2))) ?? 0;
  } catch {
    return 0;
  }
}
