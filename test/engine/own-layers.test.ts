/** Layers, models and functions that the program itself defines, beside real Keras: from the text of whole files. */
import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { shapeOf } from '../../src/engine/model/initialize.js';
import { openKerasFile, weightsFrom, writeKerasFile } from '../../src/engine/modelfiles/keras-file.js';
import type { Device, StepDefinition, TypedArray, Variable } from '../../src/engine/trace/step.js';
import { initialSlots } from '../../src/engine/training/optimize.js';
import { planTraining } from '../../src/engine/training/plan.js';
import { differentiate, inputName, predictionStep, targetName, trainingStep } from '../../src/engine/training/step.js';
import { difference, golden, unpack, type Packed } from './golden.js';

interface Case {
  readonly name: string;
  readonly source: string;
  readonly x: Packed;
  readonly y: Packed;
  readonly weights: readonly Packed[];
  readonly output: Packed;
  readonly gradients: readonly Packed[];
  readonly losses: readonly number[];
}

const { cases } = golden<{ cases: readonly Case[] }>('own_layers');

describe('what a program defines itself runs as in Keras', function () {
  this.timeout(120_000);
  let device: Device;
  before(async () => void (device = await openDevice('cpu')));
  after(() => device.dispose());

  for (const { name, source, x, y, weights, output, gradients, losses } of cases) {
    it(`${name}: what comes out, gradients, ${losses.length} steps`, async () => {
      const { graph, recipe } = analyze(source).models.find((model) => model.recipe !== null) ?? assert.fail('the model is not compiled');
      const batch = x.shape[0]!;
      const plan = planTraining(graph, recipe!, [{ shape: y.shape.slice(1), dtype: 'float32' }], source);
      assert.deepEqual(plan.weights.map(shapeOf), weights.map(({ shape }) => shape), 'weights in Keras\'s order');
      const values = Object.fromEntries(plan.weights.map((weight, i): [string, Variable] => [weight.name, { spec: { shape: shapeOf(weight), dtype: 'float32' }, values: unpack(weights[i]!) }]));
      const trained = plan.weights.filter(({ trainable }) => trainable);
      const fed = { [inputName(0)]: unpack(x), [targetName(0)]: unpack(y), learningRate: Float32Array.of(plan.learningRate.at(0)), iteration: Float32Array.of(0) };
      const run = async (definition: StepDefinition, inputs: Record<string, TypedArray>): Promise<Readonly<Record<string, TypedArray>>> => {
        const [step, state] = [await device.compile(definition), await device.createState(values)];
        assert.equal(step.eager, null, 'every kernel is compiled');
        const found = await step.run(state, inputs, { index: 0 });
        await Promise.all([step.dispose(), state.dispose()]);
        return found;
      };

      const near = (found: TypedArray, expected: Packed, what: string): void => assert.ok(difference(found, unpack(expected)) < 1e-4, `${what} differs by ${difference(found, unpack(expected))}`);
      near((await run(predictionStep(plan, batch), { [inputName(0)]: unpack(x) }))['output0']!, output, 'the output');

      const training = trainingStep(plan, batch);
      const backward: StepDefinition = { ...training, name: 'gradients', build: (scope) => ({ outputs: Object.fromEntries(differentiate(plan, scope).gradients.map(({ weight, gradient }) => [weight.name, gradient])) }) };
      const found = await run({ ...backward, state: Object.fromEntries(Object.entries(values).map(([weight, { spec }]) => [weight, spec])) }, fed);
      trained.forEach((weight, i) => near(found[weight.name]!, gradients[i]!, `the gradient of ${weight.name}`));

      const file = await writeKerasFile({ graph, weights: Object.fromEntries(Object.entries(values).map(([weight, variable]) => [weight, variable.values])) });
      const again = weightsFrom(await openKerasFile(file, 'own.keras'), graph, 'own.keras');
      for (const [weight, variable] of Object.entries(values)) assert.deepEqual(again[weight], variable.values, `${weight} of the saved model`);

      const state = await device.createState({ ...values, ...initialSlots(plan.optimizer, trained.map((weight) => ({ name: weight.name, shape: shapeOf(weight) }))) });
      const step = await device.compile(training);
      for (const [i, expected] of losses.entries()) {
        const loss = (await step.run(state, { ...fed, iteration: Float32Array.of(i) }, { index: i }))['loss']![0]!;
        assert.ok(Math.abs(loss - expected) <= 1e-3 * Math.abs(expected), `step ${i + 1}: Keras's loss is ${expected}, and this one ${loss}`);
      }
      await Promise.all([step.dispose(), state.dispose()]);
    });
  }

  it('draws the random numbers of a call anew for each batch, as they are distributed', async () => {
    const source = `import keras
from keras import layers, ops
class Noise(layers.Layer):
    def call(self, x):
        return keras.random.normal(shape=ops.shape(x), mean=2.0, stddev=3.0), keras.random.uniform(ops.shape(x), -1.0, 3.0)
i = keras.Input((1000,))
model = keras.Model(i, Noise()(i))
`;
    const { graph } = analyze(source).models[0]!;
    const step = await device.compile(predictionStep({ graph, inputs: [{ shape: [1000], dtype: 'float32' }], weights: [] }, 20));
    const state = await device.createState({});
    const run = async (index: number): Promise<Readonly<Record<string, TypedArray>>> => step.run(state, { [inputName(0)]: new Float32Array(20_000) }, { index });
    const [first, second, again] = [await run(0), await run(1), await run(0)];
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const [output, expected, deviation] of [['output0', 2, 3], ['output1', 1, 4 / Math.sqrt(12)]] as const) {
      const values = Array.from(first[output] as Float32Array);
      const spread = Math.sqrt(mean(values.map((value) => (value - expected) ** 2)));
      assert.ok(Math.abs(mean(values) - expected) < 4 * deviation / Math.sqrt(values.length) && Math.abs(spread / deviation - 1) < 0.03, `${output}: ${mean(values)}, ${spread}`);
      assert.notDeepEqual(first[output], second[output]);
      assert.deepEqual(first[output], again[output]);
    }
    assert.ok((first['output1'] as Float32Array).every((value) => value >= -1 && value < 3));
    await Promise.all([step.dispose(), state.dispose()]);
  });
});
