/** Losses of a training on a device. */
import { join } from 'node:path';
import type { Device } from '../../../src/engine/trace/step.js';
import { batchOf, trainingStep, type Convnet, type Training } from './convnets.js';

export const goldenFile = join(process.cwd(), 'test', 'golden', 'engine', 'mnist-losses.json');
export const goldenTraining: Training = { optimizer: 'rmsprop' };
export const goldenBatch = 16;
export const goldenSteps = 20;

export async function lossesOn(device: Device, net: Convnet, training: Training, batch: number, steps: number): Promise<{ losses: number[]; weights: Record<string, Float32Array> }> {
  const { definition, variables } = trainingStep(net, training, batch);
  const [step, state] = [await device.compile(definition), await device.createState(variables)];
  if (step.eager !== null) throw new Error(`runs uncompiled because of ${step.eager}`);
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await step.run(state, batchOf(net, i, batch), { seed: 3, index: i }))['loss']![0]!);
  return { losses, weights: (await state.read()) as Record<string, Float32Array> };
}
