/** The computations of a training as steps: one training step and one evaluation step for a batch size. */
import { batchLoss } from '../losses/lookup.js';
import { runGraph } from '../model/forward.js';
import { penalty } from '../model/regularizers.js';
import { dtypeOf, shapeOf } from '../model/initialize.js';
import type { StepDefinition, StepScope, TensorSpec } from '../trace/step.js';
import { tf } from '../trace/tensorflow.js';
import { sampleReports } from './inspect/samples.js';
import { applyGradients, slotName, slotsOf, type Gradients } from './optimize.js';
import type { Plan } from './plan.js';

/** Names of a step's inputs and outputs: `x0`, `y0`, `sampleWeights`, `learningRate`, `iteration`; `loss`, `loss0`, `metric0.1`. */
export const inputName = (i: number): string => `x${i}`;
export const targetName = (i: number): string => `y${i}`;
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

function inputSpecs(plan: Plan, batch: number, weighted: boolean): Record<string, TensorSpec> {
  return {
    ...Object.fromEntries(plan.inputs.map(({ shape, dtype }, i) => [inputName(i), { shape: [batch, ...shape], dtype }])),
    ...Object.fromEntries(plan.targets.map(({ shape, dtype }, i) => [targetName(i), { shape: [batch, ...shape], dtype }])),
    ...(weighted ? { sampleWeights: { shape: [batch], dtype: 'float32' as const } } : {}),
  };
}

function forward(plan: Plan, scope: StepScope, weights: Readonly<Record<string, tf.Tensor>>, training: boolean): Forwarded {
  const inputs = plan.inputs.map((_, i) => scope.inputs[inputName(i)]!);
  const sampleWeights = scope.inputs.sampleWeights ?? null;
  const { outputs, updates, penalties } = runGraph(plan.graph, weights, inputs, { training, random: (spec) => scope.random(spec) });
  const reports: Record<string, tf.Tensor> = {};
  const losses: tf.Tensor[] = [];
  plan.outputs.forEach(({ loss, metrics }, i) => {
    const target = scope.inputs[targetName(Math.min(i, plan.targets.length - 1))]!;
    const prediction = outputs[i]!;
    if (loss !== null) {
      const value = batchLoss(loss.part, loss.loss, target, prediction, sampleWeights);
      if (plan.outputs.length > 1) reports[lossName(i)] = value;
      losses.push(loss.weight === 1 ? value : tf.mul(value, loss.weight));
    }
    metrics.forEach(({ metric, config }, j) => (reports[metricName(i, j)] = metric.sums(target, prediction, null, config)));
  });
  for (const { name, spec, trainable } of plan.weights) if (trainable && spec.regularizer) losses.push(penalty(spec.regularizer, weights[name]!));
  losses.push(...penalties);
  const loss = losses.length === 1 ? losses[0]! : tf.addN(losses);
  reports.loss = loss;
  return { loss, outputs, reports, updates };
}

/** The step of one batch: forward, gradients, optimizer, moving statistics. Its state holds weights and the optimizer's variables. */
export function trainingStep(plan: Plan, batch: number, weighted = false): StepDefinition {
  const weights = weightSpecs(plan);
  const trained = plan.weights.filter(({ trainable }) => trainable);
  const slots = slotsOf(plan.optimizer).filter(({ name }) => name !== '');
  const slotSpecs = Object.fromEntries(
    trained.flatMap(({ name }) => slots.map((slot): [string, TensorSpec] => [slotName(name, slot.name), { shape: slot.scalar ? [] : weights[name]!.shape, dtype: 'float32' }])),
  );
  const scalar: TensorSpec = { shape: [], dtype: 'float32' };
  return {
    name: `train ${plan.graph.name} (batch ${batch})`,
    inputs: { ...inputSpecs(plan, batch, weighted), learningRate: scalar, iteration: scalar },
    state: { ...weights, ...slotSpecs },
    build(scope) {
      let kept: { reports: Record<string, tf.Tensor>; updates: Record<string, tf.Tensor> } | undefined;
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
      return { outputs: reports, state: { ...updates, ...applyGradients(plan.optimizer, gradients, scope.state, scope.inputs.learningRate!, scope.inputs.iteration!) } };
    },
  };
}

/** Loss and metrics of one batch in inference mode, and what each of its images gave. */
export function evaluationStep(plan: Plan, batch: number): StepDefinition {
  return {
    name: `evaluate ${plan.graph.name} (batch ${batch})`, inputs: inputSpecs(plan, batch, false), state: weightSpecs(plan),
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
const map = (tensors: Record<string, tf.Tensor>, change: (tensor: tf.Tensor) => tf.Tensor): Record<string, tf.Tensor> => Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
