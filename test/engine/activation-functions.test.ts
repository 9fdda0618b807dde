/** Layers and functions of the program as activations: what Keras counts, predicts and trains with them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../../src/core/analyze.js';
import { countParameters } from '../../src/core/graph/count.js';
import { createEagerDevice, runEagerly } from '../../src/engine/devices/eager.js';
import { openKerasFile, writeKerasFile } from '../../src/engine/modelfiles/keras-file.js';
import { planTraining, type Plan } from '../../src/engine/training/plan.js';
import { predictionStep, trainingStep } from '../../src/engine/training/step.js';
import { difference, golden, specOf, unpack, type Packed } from './golden.js';

interface Case {
  readonly name: string;
  readonly source: string;
  readonly counted: number;
  readonly layers: readonly string[];
  readonly x: Packed;
  readonly y: Packed;
  readonly weights: readonly Packed[];
  readonly predictions: Packed;
  readonly losses: readonly number[];
}

function planOf(source: string): Plan {
  const { graph, recipe } = analyze(source).models[0]!;
  return planTraining(graph, recipe!, [{ shape: [1], dtype: 'float32' }], source);
}

describe('layers and functions of the program as activations', function () {
  this.timeout(60_000);
  const { cases } = golden<{ cases: readonly Case[] }>('activation_functions');

  for (const [at, { name, source, counted, layers, x, y, weights: given, predictions, losses }] of cases.entries()) {
    it(`${name}: counts, predictions, ${losses.length} losses`, async () => {
      const plan = planOf(source);
      assert.equal(countParameters(plan.graph).total, counted);
      assert.deepEqual(plan.graph.layers.filter(({ type }) => type !== 'InputLayer').map((layer) => layer.name), layers);
      assert.deepEqual(plan.weights.map(({ spec }) => spec.shape), given.map(({ shape }) => shape));
      const weights = Object.fromEntries(plan.weights.map((weight, i) => [weight.name, { spec: specOf(given[i]!), values: unpack(given[i]!) }]));
      const values = Object.fromEntries(Object.entries(weights).map(([key, weight]) => [key, weight.values]));
      const { outputs } = await runEagerly(predictionStep(plan, 8), values, { x0: unpack(x) });
      assert.ok(difference(outputs.output0!, unpack(predictions)) < 1e-4);
      const file = await writeKerasFile({ graph: plan.graph, weights: values });
      assert.equal((await openKerasFile(file, 'written.keras')).tree.arrays.size, plan.weights.length);
      // For real Keras to load: see test/oracle/activation_functions.py.
      if (process.env['CONVLENS_WRITE']) writeFileSync(join(process.env['CONVLENS_WRITE'], `${at}.keras`), file);
      const device = createEagerDevice();
      const state = await device.createState(weights);
      const step = await device.compile(trainingStep(plan, 8));
      for (const [i, expected] of losses.entries()) {
        const { loss } = await step.run(state, { x0: unpack(x), y0: unpack(y), learningRate: Float32Array.of(0.01), iteration: Float32Array.of(i) });
        assert.ok(Math.abs(loss![0]! - expected) < 1e-4 * Math.max(1, expected), `loss of epoch ${i + 1}: ${expected} in Keras, ${loss![0]}`);
      }
    });
  }

  const refused = (activation: string, said: RegExp, before = ''): void => {
    it(`refuses ${activation}`, () => {
      const source = `import keras\nimport numpy as np\nfrom keras import layers\n${before}\nmodel = keras.Sequential([keras.Input((6,)),\n  layers.Dense(4, activation=${activation}),\n  layers.Dense(4, activation=${activation}), layers.Dense(1)])\nmodel.compile('sgd', 'mse')\n`;
      assert.throws(() => planOf(source), said);
    });
  };
  refused('load()', /line 6.*could not be determined/, 'from somewhere import load');
  refused('lambda t: unknown(t)', /line 6.*its activation is a function/, 'from somewhere import unknown');
  it('refuses an activation with weights that is a layer of the model too', () => {
    const source = "import keras\nfrom keras import layers\nslopes = layers.PReLU()\nx = keras.Input((6,))\nh = layers.Dense(4, activation=slopes)(x)\nmodel = keras.Model(x, slopes(layers.Dense(4)(h)))\nmodel.compile('sgd', 'mse')\n";
    assert.throws(() => planOf(source), /line 5.*"p_re_lu".*applied elsewhere too/);
  });
  // Keras would train one slope for both.
  refused('slopes', /line 7.*its activation is a function/, 'slopes = layers.PReLU()');
});
