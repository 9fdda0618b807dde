/** Whole training steps, compiled, against tfjs's `cpu` backend: the same weights and batches give the same losses for 20 steps. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { openDevice } from '../../src/engine/devices/open.js';
import { mnist, type Convnet, type Training } from './support/convnets.js';
import { expectClose } from './support/compare.js';
import { goldenBatch, goldenFile, goldenSteps, goldenTraining, lossesOn } from './support/losses.js';

const steps = 20;

/** Much narrower than the MNIST convnet, since the reference takes seconds a step for that one. */
const narrow: Convnet = { ...mnist, name: 'narrow', image: [14, 14, 1], convolutions: [[16, true], [32, true]], dense: [32, 10] };

const variants: readonly (readonly [label: string, training: Training])[] = [
  ['batch normalization, Adam', { optimizer: 'adam', batchNormalization: true }],
  ['dropout, SGD with momentum', { optimizer: 'momentum', dropout: 0.4 }],
  ['batch normalization and dropout, RMSprop', { optimizer: 'rmsprop', batchNormalization: true, dropout: 0.25 }],
];

function expectLosses(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  expected.forEach((loss, i) => assert.ok(Math.abs(found[i]! - loss) <= 1e-4 * loss, `step ${i}: expected ${loss}, found ${found[i]}`));
  assert.ok(expected.at(-1)! < expected[0]!, 'the loss does not fall');
}

describe('training', function () {
  this.timeout(600_000);

  it(`the MNIST convnet with RMSprop has the ${goldenSteps} losses of tfjs's cpu backend, as they were recorded`, async () => {
    const recorded = JSON.parse(readFileSync(goldenFile, 'utf8')) as number[];
    const [cpu, reference] = [await openDevice('cpu'), await openDevice('eager')];
    const { losses } = await lossesOn(cpu, mnist, goldenTraining, goldenBatch, goldenSteps);
    await cpu.dispose();
    expectLosses(losses, recorded);
    // The record still belongs to this model and these batches.
    expectClose('first loss', Float32Array.from((await lossesOn(reference, mnist, goldenTraining, goldenBatch, 1)).losses), Float32Array.from(recorded.slice(0, 1)), 1e-6);
  });

  for (const [label, training] of variants) {
    it(`${label}: ${steps} losses as on tfjs's cpu backend`, async () => {
      const [cpu, reference] = [await openDevice('cpu'), await openDevice('eager')];
      const [found, expected] = [await lossesOn(cpu, narrow, training, 16, steps), await lossesOn(reference, narrow, training, 16, steps)];
      await cpu.dispose();
      expectLosses(found.losses, expected.losses);
      for (const [name, numbers] of Object.entries(expected.weights)) if (name.endsWith('kernel') && !name.includes('square')) expectClose(name, found.weights[name]!, numbers, 5e-3);
    });
  }
});
