/** Targets of another shape than the output, for losses of values: compared as Keras compares them, or refused before the start where Keras raises. */
import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import type { OpenData } from '../../src/engine/datasets/open.js';
import { runEagerly } from '../../src/engine/devices/eager.js';
import { batchLoss, lossNamed } from '../../src/engine/losses/lookup.js';
import { checkData } from '../../src/engine/training/check.js';
import { planTraining } from '../../src/engine/training/plan.js';
import { golden, specOf, unpack, type Packed } from './golden.js';

describe('targets of other shapes than the output', function () {
  this.timeout(60_000);
  const { cases } = golden<{ cases: readonly { readonly loss: string; readonly p: Packed; readonly y: Packed; readonly found: number | null }[] }>('target_shapes');

  for (const loss of new Set(cases.map((each) => each.loss))) {
    it(`${loss}: what Keras compares, and what it rejects`, async () => {
      for (const { p, y, found } of cases.filter((each) => each.loss === loss)) {
        const what = `targets ${y.shape.join(' x ')}, output ${p.shape.join(' x ')}`;
        const source = `import keras\nmodel = keras.Sequential([keras.Input((${p.shape[1]},)), keras.layers.Activation('linear')])\nmodel.compile('sgd', '${loss}')\n`;
        const { graph, recipe } = analyze(source).models[0]!;
        const plan = planTraining(graph, recipe!, [{ shape: y.shape.slice(1), dtype: 'float32' }], source);
        const data = { x: { shape: p.shape.slice(1) }, y: { shape: y.shape.slice(1) }, classNames: null } as unknown as OpenData;
        if (found === null) {
          await assert.rejects(checkData(plan, data, ' (line 4)'), /"activation" has shape \(10,\), and the data \(line 4\) has targets of shape \(.*\)\. (Give|Change) the model/, what);
          continue;
        }
        await checkData(plan, data, ' (line 4)');
        const { outputs } = await runEagerly(
          { name: 'loss', inputs: { y: specOf(y), p: specOf(p) }, state: {}, build: ({ inputs }) => ({ outputs: { loss: batchLoss({ className: loss, config: {} }, lossNamed(loss)!, inputs.y!, inputs.p!, null) } }) },
          {}, { y: unpack(y), p: unpack(p) },
        );
        assert.ok(Math.abs(outputs.loss![0]! - found) < 1e-4 * Math.max(1, Math.abs(found)), `${what}: ${found} in Keras, ${outputs.loss![0]}`);
      }
    });
  }
});
