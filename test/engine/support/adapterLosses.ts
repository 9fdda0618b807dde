/** A training small enough for a software adapter, with convolution, batch normalization, pooling and dropout. */
import type { Device } from '../../../src/engine/trace/step.js';
import { batchOf, mnist, trainingStep, type Convnet } from './convnets.js';

const small: Convnet = { ...mnist, name: 'small', image: [14, 14, 1], convolutions: [[8, true], [16, true]], dense: [16, 10] };
const batch = 4;

export async function adapterLosses(device: Device): Promise<number[]> {
  const { definition, variables } = trainingStep(small, { optimizer: 'rmsprop', batchNormalization: true, dropout: 0.3 }, batch);
  const [step, state] = [await device.compile(definition), await device.createState(variables)];
  if (step.eager !== null) throw new Error(`runs uncompiled because of ${step.eager}`);
  const losses: number[] = [];
  for (let i = 0; i < 3; i++) losses.push((await step.run(state, batchOf(small, i, batch), { seed: 2, index: i }))['loss']![0]!);
  return losses;
}
