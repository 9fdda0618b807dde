/** A tiny step whose result is known: what a device does with it tells whether it computes at all. */
import type { Device, StepDefinition } from '../trace/step.js';
import { tf } from '../trace/tensorflow.js';

const trial: StepDefinition = {
  name: 'trial',
  inputs: { x: { shape: [2, 3], dtype: 'float32' } },
  state: {},
  build: ({ inputs }) => ({ outputs: { y: tf.matMul(inputs['x']!, inputs['x']!, false, true) } }),
};

/** Throws where the device cannot compute, or computes wrongly. */
export async function tryDevice(device: Pick<Device, 'compile' | 'createState'>): Promise<void> {
  const step = await device.compile(trial);
  const state = await device.createState({});
  const { y } = await step.run(state, { x: Float32Array.of(1, 2, 3, 4, 5, 6) });
  if (y?.join() !== '14,32,32,77') throw new Error('it computes wrong numbers');
  await Promise.all([step.dispose(), state.dispose()]);
}

/** The first line of what was thrown: drivers write pages. */
export const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim();

export const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);
