/**
 * A LossScaleOptimizer around another optimizer (`keras/src/optimizers/loss_scale_optimizer.py`). It multiplies the loss by a scale and divides
 * the gradients by it, which in float32 changes no more than their last digit; but a step whose scaled gradients are not all finite is
 * skipped, for the optimizer inside as if it had not been, and halves the scale; some finite steps in a row double it.
 */
import type { ObjectConfig } from '../../core/graph/types.js';
import type { Variable } from '../trace/step.js';
import { tf } from '../trace/tensorflow.js';

export interface LossScale {
  readonly initial: number;
  /** After how many finite steps the scale is doubled. */
  readonly growthSteps: number;
}

/** Its variables in the device state: the scale, finite steps since it changed, and all steps that were skipped. */
export const scaleNames = { scale: 'optimizer/dynamic_scale', counter: 'optimizer/step_counter', skipped: 'optimizer/skipped' } as const;

/** The scale of such an optimizer; null of any other. */
export function lossScaleOf({ className, config }: ObjectConfig): LossScale | null {
  if (className !== 'LossScaleOptimizer') return null;
  const { initialScale: initial, dynamicGrowthSteps: steps } = config;
  return { initial: typeof initial === 'number' ? initial : 2 ** 15, growthSteps: typeof steps === 'number' ? steps : 2000 };
}

/** First values of its variables; none where there is no scale. */
export function initialScale(scale: LossScale | null | undefined): Record<string, Variable> {
  const number = (value: number): Variable => ({ spec: { shape: [], dtype: 'float32' }, values: Float32Array.of(value) });
  return scale ? { [scaleNames.scale]: number(scale.initial), [scaleNames.counter]: number(0), [scaleNames.skipped]: number(0) } : {};
}

/** One of two tensors of a shape, as a condition of one value says. */
export const choose = (condition: tf.Tensor, yes: tf.Tensor, no: tf.Tensor): tf.Tensor => tf.where(tf.logicalAnd(condition, tf.onesLike(tf.cast(no, 'bool'))), yes, no);

/** New values after a step: those of `apply`, which is told how many steps were not skipped, where all gradients are finite; `before` has the old ones. */
export function underScale({ growthSteps }: LossScale, gradients: readonly tf.Tensor[], state: Readonly<Record<string, tf.Tensor>>, step: tf.Tensor, before: (name: string) => tf.Tensor, apply: (iteration: tf.Tensor) => Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  const [scale, counter, skipped] = [state[scaleNames.scale]!, state[scaleNames.counter]!, state[scaleNames.skipped]!];
  // Not a number is no more within bounds than what is infinite.
  const bounded = gradients.map((gradient) => tf.min(tf.cast(tf.lessEqual(tf.abs(tf.mul(gradient, scale)), largest), 'float32')));
  const finite = tf.greater(bounded.length === 0 ? tf.scalar(1) : tf.min(tf.stack(bounded)), 0.5);
  const after = apply(tf.sub(step, skipped));
  const grows = tf.equal(counter, growthSteps - 1);
  return {
    ...Object.fromEntries(Object.entries(after).map(([name, value]) => [name, choose(finite, value, before(name))])),
    [scaleNames.scale]: tf.mul(scale, tf.where(finite, tf.where(grows, tf.scalar(2), tf.scalar(1)), tf.scalar(0.5))),
    [scaleNames.counter]: tf.where(tf.logicalAnd(finite, tf.logicalNot(grows)), tf.add(counter, 1), tf.scalar(0)),
    [scaleNames.skipped]: tf.add(skipped, tf.sub(1, tf.cast(finite, 'float32'))),
  };
}

/** Of float32. */
const largest = 3.4028234663852886e38;
