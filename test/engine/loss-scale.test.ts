/** A LossScaleOptimizer around another one: which steps it skips, how its scale moves, and what the optimizer inside makes of the others. */
import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { initialWeights, shapeOf } from '../../src/engine/model/initialize.js';
import { initialSlots } from '../../src/engine/training/optimize.js';
import { planTraining } from '../../src/engine/training/plan.js';
import { inputName, targetName, trainingStep } from '../../src/engine/training/step.js';
import { golden } from './golden.js';

interface Step {
  /** In the order of the model's weights. */
  readonly weights: readonly (readonly number[])[];
  /** Null where it is infinite. */
  readonly scale: number | null;
  readonly counter: number;
  readonly iterations: number;
}

const size = 4;

describe('LossScaleOptimizer', () => {
  for (const { optimizer, steps } of golden<{ readonly optimizer: string; readonly steps: readonly Step[] }[]>('loss-scale')) {
    it(`${optimizer.slice(optimizer.indexOf('(') + 1)}: weights, scale and skipped steps are Keras's`, async () => {
      const source = `import keras\nfrom keras import layers\nmodel = keras.Sequential([keras.Input((3,)), layers.Dense(2, activation="tanh", kernel_initializer="ones", name="a"), layers.Dense(1, kernel_initializer="ones", name="b")])\nmodel.compile(${optimizer}, "mse")\nmodel.fit(x, y)\n`;
      const { graph, recipe } = analyze(source).models[0]!;
      const plan = planTraining(graph, recipe!, [{ shape: [1], dtype: 'float32' }], source);
      const weights = plan.weights.map((weight) => ({ name: weight.name, shape: shapeOf(weight) }));
      const device = await openDevice('cpu');
      const state = await device.createState({ ...initialWeights(graph, 1), ...initialSlots(plan.optimizer, weights) });
      const step = await device.compile(trainingStep(plan, size));
      assert.equal(step.eager, null);
      for (const [at, expected] of steps.entries()) {
        const x = Float32Array.from({ length: size * 3 }, (_, i) => (at % 5 === 3 && i === 4 ? Infinity : Math.sin(i * 0.7 + at)));
        const y = Float32Array.from({ length: size }, (_, i) => Math.cos(i * 1.3 + at));
        await step.run(state, { [inputName(0)]: x, [targetName(0)]: y, learningRate: Float32Array.of(plan.learningRate.at(at)), iteration: Float32Array.of(at) }, { seed: 1, index: at });
        const values = await state.read();
        assert.equal(values['optimizer/dynamic_scale']![0], expected.scale ?? Infinity, `the scale after step ${at}`);
        assert.equal(values['optimizer/step_counter']![0], expected.counter, `the counter after step ${at}`);
        weights.forEach(({ name }, i) => expected.weights[i]!.forEach((value, k) => assert.ok(Math.abs(values[name]![k]! - value) < 1e-5, `${name} after step ${at}: ${values[name]![k]} and ${value}`)));
      }
      await Promise.all([step.dispose(), state.dispose()]);
      await device.dispose();
    });
  }
});
