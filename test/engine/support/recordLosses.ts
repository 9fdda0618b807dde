/**
 * Writes the losses of 20 training steps of the MNIST convnet on tfjs's `cpu` backend to test/golden/engine/mnist-losses.json: the
 * reference takes seconds a step, so the tests read them. Run: node --require tsx/cjs -e "require('./test/engine/support/recordLosses.ts')"
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createEagerDevice } from '../../../src/engine/devices/eager.js';
import { goldenBatch, goldenFile, goldenSteps, goldenTraining, lossesOn } from './losses.js';
import { mnist } from './convnets.js';

void (async () => {
  const { losses } = await lossesOn(createEagerDevice(), mnist, goldenTraining, goldenBatch, goldenSteps);
  mkdirSync(dirname(goldenFile), { recursive: true });
  writeFileSync(goldenFile, `${JSON.stringify(losses)}\n`);
})();
