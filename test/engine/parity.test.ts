import assert from 'node:assert/strict';
import { openDevice } from '../../src/engine/devices/open.js';
import type { Device } from '../../src/engine/trace/step.js';
import { apart, cases, lossesBeside, mark } from './support/parity.js';

/** Every optimizer on the smallest network, and every network with one optimizer; `npm run test:nightly` runs each with each. */
const everyDay = cases().filter(({ name, optimizer }) => name === 'MNIST convnet' || optimizer === 'SGD' || !cases().some((other) => other.name === name && other.optimizer === 'SGD'));

describe('whole networks train as in Keras, from the text of their files', function () {
  this.timeout(240_000);
  let device: Device;
  before(async () => void (device = await openDevice('cpu')));
  after(() => device.dispose());

  for (const one of everyDay) {
    it(`${one.name}, ${one.optimizer}, ${one.loss}: ${one.losses.length} steps`, async () => {
      for (const [i, pair] of (await lossesBeside(one, device)).entries()) assert.ok(apart(pair) <= mark, `step ${i + 1}: Keras's loss is ${pair.expected}, and this one ${pair.found}`);
    });
  }
});
