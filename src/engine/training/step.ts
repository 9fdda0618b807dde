/** The computations of a training as steps: one training step and one evaluation step for a batch size. */
import { batchLoss } from '../losses/lookup.js';
import { runGraph } from '../model/forward.js';
import { penalty } from '../model/regularizers.js';
import { dtypeOf, shapeOf } from '../model/initialize.js';
import type { StepDefinition, StepScope, TensorSpec } from '../trace/step.js';
import { tf } from '../trace/tensorflow.js';
import { sampleReports } from './inspect/samples.js';
import { initialScale } from './loss-scale.js';
import { applyGradients, slotName, slotsOf, type Gradients } from './optimize.js';
import type { Plan } from './plan.js';

/** Names of a step's inputs and outputs: `x0`, `y0`, `weights0` (of the samples, for target 0), `learningRate`, `iteration`; `loss`, `loss0`, `metric0.1`. */
export const inputName = (i: number): string => `x${i}`;
export const targetName = (i: number): string => `y${i}`;
export const weightsName = (i: number): string => `weights${i}`;
export const lossName = (i: number): string => `loss${i}`;
export const metricName = (output: number, metric: number): string => `metric${output}.${metric}`;

interface Forwarded {
  readonly loss: tf.Tensor;
  readonly outputs: readonly tf.Tensor[];
  readonly reports: Record<string, tf.Tensor>;
  readonly updates: Record<string, tf.Tensor>;
}

/** Weights' names with their specs. */
export function weightSpecs(plan: Plan): Record<string, TensorSpec> {
  return Object.fromEntries(plan.weights.map((weight) => [weight.name, { shape: shapeOf(weight), dtype: dtypeOf(weight.spec) }]));
}

/** The targets whose samples have weights, with the shape of one sample's; none where all samples count the same. */
export type SampleWeights = readonly (readonly number[] | null)[];

function inputSpecs(plan: Plan, batch: number, weighted: SampleWeights): Record<string, TensorSpec> {
  return {
    ...Object.fromEntries(plan.inputs.map(({ shape, dtype }, i) => [inputName(i), { shape: [batch, ...shape], dtype }])),
    ...Object.fromEntries(plan.targets.map(({ shape, dtype }, i) => [targetName(i), { shape: [batch, ...shape], dtype }])),
    ...Object.fromEntries(weighted.flatMap((shape, i) => (shape ? [[weightsName(i), { shape: [batch, ...shape], dtype: 'float32' as const }]] : []))),
  };
}

function forward(plan: Plan, scope: StepScope, weights: Readonly<Record<string, tf.Tensor>>, training: boolean): Forwarded {
  const inputs = plan.inputs.map((_, i) => scope.inputs[inputName(i)]!);
  const { outputs, updates, penalties } = runGraph(plan.graph, weights, inputs, { training, random: (spec) => scope.random(spec) });
  const reports: Record<string, tf.Tensor> = {};
  const losses: tf.Tensor[] = [];
  plan.outputs.forEach(({ target: at, loss, metrics }, i) => {
    if (at === null) return;
    const target = scope.inputs[targetName(at)]!;
    const sampleWeights = scope.inputs[weightsName(at)] ?? null;
    const prediction = outputs[i]!;
    if (loss !== null) {
      const value = batchLoss(loss.part, loss.loss, target, prediction, sampleWeights);
      if (loss.log !== null) reports[lossName(i)] = value;
      losses.push(loss.weight === 1 ? value : tf.mul(value, loss.weight));
    }
    metrics.forEach(({ metric, config, weighted }, j) => (reports[metricName(i, j)] = metric.sums(target, prediction, weighted && sampleWeights ? tf.reshape(sampleWeights, [sampleWeights.shape[0]]) : null, config)));
  });
  for (const { name, spec, trainable } of plan.weights) if (trainable && spec.regularizer) losses.push(penalty(spec.regularizer, weights[name]!));
  losses.push(...penalties);
  const loss = losses.length === 1 ? losses[0]! : tf.addN(losses);
  reports.loss = loss;
  return { loss, outputs, reports, updates };
}

/** The step of one batch: forward, gradients, optimizer, moving statistics. Its state holds weights and the optimizer's variables. */
export function trainingStep(plan: Plan, batch: number, weighted: SampleWeights = []): StepDefinition {
  const weights = weightSpecs(plan);
  const trained = plan.weights.filter(({ trainable }) => trainable);
  const slotSpecs = Object.fromEntries(
    trained.flatMap(({ name }) => slotsOf(plan.optimizer, weights[name]!.shape).map(({ name: slot, shape }): [string, TensorSpec] => [slotName(name, slot), { shape, dtype: 'float32' }])),
  );
  const scalar: TensorSpec = { shape: [], dtype: 'float32' };
  return {
    name: `train ${plan.graph.name} (batch ${batch})`,
    inputs: { ...inputSpecs(plan, batch, weighted), learningRate: scalar, iteration: scalar },
    state: { ...weights, ...slotSpecs, ...map(initialScale(plan.optimizer.lossScale), ({ spec }) => spec) },
    build(scope) {
      const { reports, updates, gradients } = differentiate(plan, scope);
      return { outputs: reports, state: { ...updates, ...applyGradients(plan.optimizer, gradients, scope.state, scope.inputs.learningRate!, scope.inputs.iteration!) } };
    },
  };
}

/** Forward and backward pass of a training step, before the optimizer. */
export function differentiate(plan: Plan, scope: StepScope): Pick<Forwarded, 'reports' | 'updates'> & { readonly gradients: readonly Gradients[] } {
  let kept: Pick<Forwarded, 'reports' | 'updates'> | undefined;
  const trained = plan.weights.filter(({ trainable }) => trainable);
  const variables = trained.map(({ name }) => scope.state[name]!);
  const { grads } = tf.engine().gradients(
    () => {
      const { loss, reports, updates } = forward(plan, scope, scope.state, true);
      kept = { reports: keep(reports), updates: keep(updates) };
      return loss;
    },
    variables,
    undefined,
    true,
  );
  const reports = release(kept!.reports);
  const updates = release(kept!.updates);
  // A weight that the loss does not depend on has no gradient and stays as it is, as in Keras.
  const gradients: Gradients[] = trained.flatMap((weight, i) => (grads[i] ? [{ weight, variable: updates[weight.name] ?? variables[i]!, gradient: grads[i] }] : []));
  return { reports, updates, gradients };
}

/** Loss and metrics of one batch in inference mode, and what each of its images gave. */
export function evaluationStep(plan: Plan, batch: number, weighted: SampleWeights = []): StepDefinition {
  return {
    name: `evaluate ${plan.graph.name} (batch ${batch})`, inputs: inputSpecs(plan, batch, weighted), state: weightSpecs(plan),
    build(scope) {
      const { outputs, reports } = forward(plan, scope, scope.state, false);
      return { outputs: { ...reports, ...sampleReports(plan, plan.targets.map((_, i) => scope.inputs[targetName(i)]!), outputs) } };
    },
  };
}

/** The model's outputs (`output0`, ...) for one batch in inference mode. */
export function predictionStep(plan: Pick<Plan, 'graph' | 'inputs' | 'weights'>, batch: number): StepDefinition {
  return {
    name: `predict ${plan.graph.name} (batch ${batch})`,
    inputs: Object.fromEntries(plan.inputs.map(({ shape, dtype }, i) => [inputName(i), { shape: [batch, ...shape], dtype }])),
    state: weightSpecs(plan as Plan),
    build(scope) {
      const { outputs } = runGraph(plan.graph, scope.state, plan.inputs.map((_, i) => scope.inputs[inputName(i)]!), { training: false, random: (spec) => scope.random(spec) });
      return { outputs: Object.fromEntries(outputs.map((output, i) => [`output${i}`, output])) };
    },
  };
}

/** Takes tensors out of the scope that differentiation closes: they are held over its end, then given to the outer scope. */
const keep = (tensors: Record<string, tf.Tensor>): Record<string, tf.Tensor> => map(tensors, (tensor) => tf.keep(tf.clone(tensor)));
const release = (tensors: Record<string, tf.Tensor>): Record<string, tf.Tensor> =>
  map(tensors, (tensor) => {
    const copy = tf.clone(tensor);
    tensor.dispose();
    return copy;
  });
const map = <From, To>(given: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> => Object.fromEntries(Object.entries(given).map(([name, value]) => [name, change(value)]));
