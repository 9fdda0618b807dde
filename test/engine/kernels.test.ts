/** Every lowering against tfjs's `cpu` backend: results and gradients, in blocked layout and without it. */
import assert from 'node:assert/strict';
import { lowerings } from '../../src/engine/trace/backend.js';
import { traceStep } from '../../src/engine/trace/trace.js';
import { StepWorker } from '../../src/engine/worker/client.js';
import { blockSizeOf } from '../../src/engine/devices/blocks.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { tf } from '../../src/engine/trace/tensorflow.js';
import { skip } from '../support/skip.js';
import { kernelCases, type T4 } from './support/cases.js';
import { definitionOf, deviceFor, expectClose, expectSame, fill } from './support/compare.js';
import { imageCases } from './support/imageCases.js';

describe('lowerings', function () {
  this.timeout(60_000);
  const worker = new StepWorker();
  let blockSize = 0;
  before(async () => void (blockSize = await blockSizeOf(worker)));
  after(() => worker.dispose());

  for (const given of kernelCases) it(given.name, () => expectSame(given, deviceFor({ kind: 'cpu', blockSize }, worker)));

  for (const given of imageCases) {
    it(`${given.name} (channels first)`, () => expectSame(given, deviceFor({ kind: 'cpu', blockSize: 0 }, worker)));
    it(`${given.name} (blocked)`, function () {
      if (blockSize === 0) skip(this, 'this processor takes no blocks of channels');
      return expectSame(given, deviceFor({ kind: 'cpu', blockSize }, worker));
    });
    it(`${given.name} (as for a graphics processor)`, () => expectSame(given, deviceFor({ kind: 'portable', blockSize: 0 }, worker)));
  }

  // tfjs's own `cpu` gradient divides by the whole window where part of it is padding; a sum divided by the true count does not.
  it('average pooling with padding has the gradient of a sum over what is there', async () => {
    const inputs = { x: { shape: [2, 7, 7, 3] } };
    const average = definitionOf({ name: 'average', inputs, run: ({ x }) => tf.avgPool(x as T4, 3, 2, 'same'), gradients: ['x'] });
    const ones = (): T4 => tf.ones([3, 3, 3, 1]);
    const byHand = definitionOf({ name: 'by hand', inputs, run: ({ x }) => tf.div(tf.depthwiseConv2d(x as T4, ones(), 2, 'same'), tf.depthwiseConv2d(tf.onesLike(x as T4), ones(), 2, 'same')), gradients: ['x'] });
    const values = { x: fill(inputs.x, 'x') };
    const eager = createEagerDevice();
    const expected = await (await eager.compile(byHand)).run(await eager.createState({}), values);
    for (const kind of ['cpu', 'portable'] as const) {
      const device = deviceFor({ kind, blockSize: 0 }, worker);
      const found = await (await device.compile(average)).run(await device.createState({}), values);
      for (const [name, numbers] of Object.entries(expected)) expectClose(name, found[name]!, numbers, 1e-5);
    }
  });

  it('are all run by these cases', () => {
    const seen = new Set([...kernelCases, ...imageCases].flatMap((given) => traceStep(definitionOf(given)).nodes.map((node) => node.kernel)));
    // Known while tracing whatever their input is, so they never reach a graph.
    const folded = ['OnesLike', 'ZerosLike'];
    assert.deepEqual(Object.keys(lowerings).filter((kernel) => !seen.has(kernel) && !folded.includes(kernel)), []);
  });
});
