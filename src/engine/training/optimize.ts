/** What Keras's base optimizer does around each update: clipping, weight decay, constraints (`keras/src/optimizers/base_optimizer.py`). */
import { constrain } from '../model/constraints.js';
import type { NamedWeight } from '../model/initialize.js';
import type { OptimizerConfig, Optimizer, Slot } from '../optimizers/define.js';
import { sizeOf, type Variable } from '../trace/step.js';
import { tf } from '../trace/tensorflow.js';
import { choose, initialScale, underScale, type LossScale } from './loss-scale.js';

export interface BoundOptimizer {
  readonly optimizer: Optimizer;
  readonly config: OptimizerConfig;
  /** That of a LossScaleOptimizer around it. */
  readonly lossScale?: LossScale | null;
}

export interface Gradients {
  readonly weight: NamedWeight;
  readonly variable: tf.Tensor;
  readonly gradient: tf.Tensor;
}

/** Name of an optimizer's variable in the device state. */
export const slotName = (weight: string, slot: string): string => `optimizer/${weight}/${slot}`;

/** First values of the optimizer's variables for these weights. */
export function initialSlots(bound: BoundOptimizer, weights: readonly { readonly name: string; readonly shape: readonly number[] }[]): Record<string, Variable> {
  const slots = weights.flatMap(({ name, shape: of }) =>
    slotsOf(bound, of).map(({ name: slot, initial, shape }): [string, Variable] => {
      const spec = { shape, dtype: 'float32' as const };
      return [slotName(name, slot), { spec, values: new Float32Array(sizeOf(spec.shape)).fill(initial) }];
    }),
  );
  return { ...Object.fromEntries(slots), ...initialScale(bound.lossScale) };
}

/** What the base optimizer keeps beside each weight: with `use_ema` its average, and the sum of gradients that wait for an update. */
export const baseSlots = (config: OptimizerConfig): Slot[] => [...(config.flag('useEma') ? [{ name: 'average', initial: 0 }] : []), ...(accumulationOf(config) > 1 ? [{ name: 'gradient_accumulator', initial: 0 }] : [])];

/** After how many steps the weights change (`gradient_accumulation_steps`). */
export const accumulationOf = (config: OptimizerConfig): number => config.optional('gradientAccumulationSteps') ?? 1;

/** All variables beside a weight of a shape, each with its own shape. */
export function slotsOf({ optimizer, config }: BoundOptimizer, weight: readonly number[]): (Omit<Slot, 'shape'> & { readonly shape: readonly number[] })[] {
  return [...optimizer.slots(config), ...baseSlots(config)].flatMap((slot) => {
    const shape = slot.scalar ? [] : slot.shape ? slot.shape(weight) : weight;
    return shape === null ? [] : [{ ...slot, shape }];
  });
}

/** New values of weights and slots after one step, by their names in the device state. */
export function applyGradients(bound: BoundOptimizer, gradients: readonly Gradients[], state: Readonly<Record<string, tf.Tensor>>, learningRate: tf.Tensor, step: tf.Tensor): Record<string, tf.Tensor> {
  const apply = (iteration: tf.Tensor): Record<string, tf.Tensor> => applied(bound, gradients, state, learningRate, iteration);
  if (!bound.lossScale) return apply(step);
  const variables = new Map(gradients.map(({ weight, variable }) => [weight.name, variable]));
  return underScale(bound.lossScale, gradients.map(({ gradient }) => gradient), state, step, (name) => variables.get(name) ?? state[name]!, apply);
}

function applied(
  { optimizer, config }: BoundOptimizer,
  gradients: readonly Gradients[],
  state: Readonly<Record<string, tf.Tensor>>,
  learningRate: tf.Tensor,
  step: tf.Tensor,
): Record<string, tf.Tensor> {
  const every = accumulationOf(config);
  const [iteration, due] = every > 1 ? [tf.floor(tf.div(step, every)), tf.equal(tf.mod(tf.add(step, 1), every), 0)] : [step, null];
  const summed = gradients.map(({ weight, gradient }) => (due === null ? gradient : tf.add(gradient, state[slotName(weight.name, 'gradient_accumulator')]!)));
  const clipped = clip(due === null ? summed : summed.map((sum) => tf.div(sum, every)), config);
  const decay = config.optional('weightDecay');
  const after: Record<string, tf.Tensor> = {};
  gradients.forEach(({ weight, variable }, i) => {
    const decayed = decay === null ? variable : tf.sub(variable, tf.mul(variable, tf.mul(learningRate, decay)));
    const slots = Object.fromEntries(optimizer.slots(config).flatMap(({ name }) => (state[slotName(weight.name, name)] ? [[name, state[slotName(weight.name, name)]!]] : [])));
    const updated = optimizer.update({ variable: decayed, gradient: clipped[i]!, slots, learningRate, iteration, config });
    let value = due === null ? updated.variable : choose(due, updated.variable, variable);
    for (const [slot, next] of Object.entries(updated.slots ?? {})) after[slotName(weight.name, slot)] = due === null ? next : choose(due, next, slots[slot]!);
    if (due !== null) after[slotName(weight.name, 'gradient_accumulator')] = choose(due, tf.zerosLike(summed[i]!), summed[i]!);
    if (config.flag('useEma')) {
      const average = follow(state[slotName(weight.name, 'average')]!, value, iteration, config);
      after[slotName(weight.name, 'average')] = average;
      const frequency = config.optional('emaOverwriteFrequency');
      if (frequency !== null) value = choose(tf.equal(tf.mod(tf.add(iteration, 1), frequency), 0), average, value);
    }
    after[weight.name] = weight.spec.constraint ? constrain(weight.spec.constraint, value) : value;
  });
  return after;
}

/** Moving average of a weight; the first step starts it at the weight itself. */
function follow(average: tf.Tensor, value: tf.Tensor, iteration: tf.Tensor, config: OptimizerConfig): tf.Tensor {
  const momentum = tf.mul(tf.cast(tf.greater(iteration, 0), 'float32'), config.optional('emaMomentum') ?? 0.99);
  return tf.add(tf.mul(average, momentum), tf.mul(value, tf.sub(1, momentum)));
}

function clip(gradients: readonly tf.Tensor[], config: OptimizerConfig): readonly tf.Tensor[] {
  const [norm, globalNorm, value] = [config.optional('clipnorm') ?? 0, config.optional('globalClipnorm') ?? 0, config.optional('clipvalue') ?? 0];
  if (norm > 0) return gradients.map((gradient) => tf.div(tf.mul(gradient, norm), tf.maximum(tf.sqrt(tf.sum(tf.square(gradient))), norm)));
  if (globalNorm > 0) {
    const total = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
    const scale = tf.mul(tf.minimum(tf.div(1, total), 1 / globalNorm), globalNorm);
    return gradients.map((gradient) => tf.mul(gradient, scale));
  }
  return value > 0 ? gradients.map((gradient) => tf.clipByValue(gradient, -value, value)) : gradients;
}
