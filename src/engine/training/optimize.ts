/** What Keras's base optimizer does around each update: clipping, weight decay, constraints (`keras/src/optimizers/base_optimizer.py`). */
import { constrain } from '../model/constraints.js';
import type { NamedWeight } from '../model/initialize.js';
import type { OptimizerConfig, Optimizer } from '../optimizers/define.js';
import { sizeOf, type Variable } from '../trace/step.js';
import { tf } from '../trace/tensorflow.js';

export interface BoundOptimizer {
  readonly optimizer: Optimizer;
  readonly config: OptimizerConfig;
}

export interface Gradients {
  readonly weight: NamedWeight;
  readonly variable: tf.Tensor;
  readonly gradient: tf.Tensor;
}

/** Name of an optimizer's variable in the device state. */
export const slotName = (weight: string, slot: string): string => `optimizer/${weight}/${slot}`;

/** First values of the optimizer's variables for these weights. */
export function initialSlots({ optimizer, config }: BoundOptimizer, weights: readonly { readonly name: string; readonly shape: readonly number[] }[]): Record<string, Variable> {
  const slots = slotsOf({ optimizer, config });
  return Object.fromEntries(
    weights.flatMap(({ name, shape }) =>
      slots.map(({ name: slot, initial, scalar }) => {
        const spec = { shape: scalar ? [] : shape, dtype: 'float32' as const };
        return [slotName(name, slot), { spec, values: new Float32Array(sizeOf(spec.shape)).fill(initial) }];
      }),
    ),
  );
}

/** The optimizer's own variables and, with `use_ema`, the average of each weight. */
export function slotsOf({ optimizer, config }: BoundOptimizer): ReturnType<Optimizer['slots']> {
  return config.flag('useEma') ? [...optimizer.slots(config), { name: 'average', initial: 0 }] : optimizer.slots(config);
}

/** New values of weights and slots after one step, by their names in the device state. */
export function applyGradients(
  { optimizer, config }: BoundOptimizer,
  gradients: readonly Gradients[],
  state: Readonly<Record<string, tf.Tensor>>,
  learningRate: tf.Tensor,
  iteration: tf.Tensor,
): Record<string, tf.Tensor> {
  const clipped = clip(gradients.map(({ gradient }) => gradient), config);
  const decay = config.optional('weightDecay');
  const after: Record<string, tf.Tensor> = {};
  gradients.forEach(({ weight, variable }, i) => {
    const decayed = decay === null ? variable : tf.sub(variable, tf.mul(variable, tf.mul(learningRate, decay)));
    const slots = Object.fromEntries(optimizer.slots(config).map(({ name }) => [name, state[slotName(weight.name, name)]!]));
    const updated = optimizer.update({ variable: decayed, gradient: clipped[i]!, slots, learningRate, iteration, config });
    let value = updated.variable;
    for (const [slot, next] of Object.entries(updated.slots ?? {})) after[slotName(weight.name, slot)] = next;
    if (config.flag('useEma')) {
      const average = follow(state[slotName(weight.name, 'average')]!, value, iteration, config);
      after[slotName(weight.name, 'average')] = average;
      const every = config.optional('emaOverwriteFrequency');
      if (every !== null) {
        const due = tf.equal(tf.mod(tf.add(iteration, 1), every), 0);
        value = tf.where(tf.logicalAnd(due, tf.onesLike(tf.cast(value, 'bool'))), average, value);
      }
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
