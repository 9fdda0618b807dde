import assert from 'node:assert/strict';
import type { ModelGraph, ObjectConfig } from '../../src/core/graph/types.js';
import type { Part } from '../../src/core/recipe/types.js';
import { createEagerDevice, runEagerly } from '../../src/engine/devices/eager.js';
import { LossConfig } from '../../src/engine/losses/define.js';
import { batchLoss, lossNamed } from '../../src/engine/losses/lookup.js';
import { bindMetric } from '../../src/engine/metrics/lookup.js';
import { shapeOf } from '../../src/engine/model/initialize.js';
import { EpochMeans } from '../../src/engine/training/means.js';
import { initialSlots } from '../../src/engine/training/optimize.js';
import { planTraining } from '../../src/engine/training/plan.js';
import { learningRateOf } from '../../src/engine/training/schedules.js';
import { evaluationStep, trainingStep } from '../../src/engine/training/step.js';
import { tf } from '../../src/engine/trace/tensorflow.js';
import { difference, golden, specOf, unpack, type Packed } from './golden.js';
import { recipeOf } from './support/recipes.js';

interface Training {
  readonly name: string;
  readonly graph: ModelGraph;
  readonly weights: Record<string, Packed>;
  readonly recipe: { readonly optimizer: Part; readonly losses: Part[]; readonly metrics: Part[] };
  readonly losses: number[];
  readonly final: Record<string, Packed>;
  readonly evaluated: { readonly loss: number; readonly accuracy: number };
}
interface LossCase {
  readonly part: Part;
  readonly y: Packed;
  readonly p: Packed;
  readonly loss: number;
  readonly gradient: Packed;
  readonly weights: Packed;
  readonly weighted: number | null;
}
interface MetricCase {
  readonly part: Part;
  readonly name: string;
  readonly batches: { readonly y: Packed; readonly p: Packed }[];
  readonly result: number;
}
interface Golden {
  readonly x: Packed;
  readonly y: Packed;
  readonly trainings: Training[];
  readonly losses: LossCase[];
  readonly metrics: MetricCase[];
  readonly schedules: (ObjectConfig & { readonly rates: number[] })[];
}

const close = (actual: number, expected: number, tolerance: number, what: string): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), 1e-2), `${what}: expected ${expected}, got ${actual}`);
const describeConfig = ({ className, config }: ObjectConfig): string => `${className} ${JSON.stringify(config)}`;

describe('trainings go as those of Keras', function () {
  this.timeout(60_000);
  const { x: inputs, y: targets, trainings, losses, metrics, schedules } = golden<Golden>('training');
  const parts = golden<Pick<Golden, 'losses' | 'metrics'>>('parts');

  for (const sample of trainings) {
    it(`${sample.name}: losses of ${sample.losses.length} steps, weights, evaluation`, async () => {
      const [steps, batch, ...shape] = inputs.shape as [number, number, ...number[]];
      const plan = planTraining(sample.graph, recipeOf(sample.recipe), [{ shape: targets.shape.slice(2), dtype: 'float32' }], '');
      const trained = plan.weights.filter(({ trainable }) => trainable).map((weight) => ({ name: weight.name, shape: shapeOf(weight) }));
      const weights = Object.fromEntries(Object.entries(sample.weights).map(([name, weight]) => [name, { spec: specOf(weight), values: unpack(weight) }]));
      const device = createEagerDevice();
      const state = await device.createState({ ...weights, ...initialSlots(plan.optimizer, trained) });
      const step = await device.compile(trainingStep(plan, batch));
      const [xs, ys] = [unpack(inputs) as Float32Array, unpack(targets) as Float32Array];
      const size = batch * shape.reduce((a, b) => a * b, 1);
      const width = ys.length / steps;
      for (let i = 0; i < steps; i++) {
        const scalars = { learningRate: Float32Array.of(plan.learningRate.at(i)), iteration: Float32Array.of(i) };
        const { loss } = await step.run(state, { x0: xs.slice(i * size, (i + 1) * size), y0: ys.slice(i * width, (i + 1) * width), ...scalars });
        close(loss![0]!, sample.losses[i]!, 1e-3, `loss of step ${i + 1}`);
      }
      const means = new EpochMeans(plan);
      means.add(await (await device.compile(evaluationStep(plan, batch))).run(state, { x0: xs.slice(0, size), y0: ys.slice(0, width) }), batch);
      const values = await state.read();
      for (const [name, weight] of Object.entries(sample.final)) {
        const gap = difference(values[name]!, unpack(weight));
        assert.ok(gap < 2e-3, `${name} differs by ${gap}`);
      }
      close(means.logs.loss, sample.evaluated.loss, 1e-3, 'loss of the evaluation');
      close(means.logs.metrics.accuracy!, sample.evaluated.accuracy, 1e-6, 'accuracy of the evaluation');
    });
  }

  for (const { part, y, p, loss, gradient, weights, weighted } of [...losses, ...parts.losses]) {
    it(`the loss ${describeConfig(part)} on ${y.shape.join(' x ')}`, async () => {
      const found = lossNamed(part.className);
      assert.ok(found, `${part.className} is missing`);
      const result = await runEagerly(
        {
          name: 'loss', inputs: { y: specOf(y), p: specOf(p), weights: specOf(weights) }, state: {},
          build({ inputs }) {
            const value = (x: tf.Tensor): tf.Tensor => batchLoss(part, found, inputs.y!, x, null);
            const outputs = { loss: value(inputs.p!), gradient: tf.grad(value)(inputs.p!) };
            return { outputs: weighted === null ? outputs : { ...outputs, weighted: batchLoss(part, found, inputs.y!, inputs.p!, inputs.weights!) } };
          },
        },
        {}, { y: unpack(y), p: unpack(p), weights: unpack(weights) },
      );
      close(result.outputs.loss![0]!, loss, 1e-4, 'loss');
      assert.ok(difference(result.outputs.gradient!, unpack(gradient), 1e-3) < 1e-3, `gradient: expected ${[...unpack(gradient)].slice(0, 5).join()}, got ${[...result.outputs.gradient!].slice(0, 5).join()}`);
      if (weighted !== null) close(result.outputs.weighted![0]!, weighted, 1e-4, 'weighted loss');
    });
  }

  for (const { part, name, batches, result } of [...metrics, ...parts.metrics]) {
    it(`the metric ${describeConfig(part)} over ${batches.length} batches`, async () => {
      const bound = bindMetric(part, { target: batches[0]!.y.shape, prediction: batches[0]!.p.shape });
      assert.ok(bound, `${part.className} is missing`);
      let sums = new Float64Array();
      for (const { y, p } of batches) {
        const { outputs } = await runEagerly(
          { name: 'metric', inputs: { y: specOf(y), p: specOf(p) }, state: {}, build: ({ inputs }) => ({ outputs: { sums: bound.metric.sums(inputs.y!, inputs.p!, null, new LossConfig(part.config)) } }) },
          {}, { y: unpack(y), p: unpack(p) },
        );
        sums = Float64Array.from(outputs.sums!, (value, i) => value + (sums[i] ?? 0));
      }
      close(bound.metric.result(sums, bound.config), result, 1e-4, name);
      assert.equal(bound.name, name.replace(/_\d+$/, ''));
    });
  }

  for (const { className, config, rates } of schedules) {
    it(`the schedule ${className} ${JSON.stringify(config)}`, () => {
      const schedule = learningRateOf({ className, config }, 0);
      rates.forEach((rate, step) => assert.ok(Math.abs(schedule.at(step) - rate) < 1e-6, `step ${step}: expected ${rate}, got ${schedule.at(step)}`));
    });
  }
});
