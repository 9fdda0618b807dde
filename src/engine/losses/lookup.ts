import type { ObjectConfig } from '../../core/graph/types.js';
import { maskOf } from '../layers/support/masks.js';
import { tf } from '../trace/tensorflow.js';
import { LossConfig, type Loss } from './define.js';
import { maskedWeights } from './masks.js';
import { divideNoNan, sameRank } from './ranks.js';
import { specs } from './registry.generated.js';

const byName = new Map<string, Loss>(Object.values(specs as Record<string, Loss>).flatMap((loss) => [loss.className, ...loss.names].map((name) => [name, loss])));

/** A loss by Keras's class or function name; undefined where it cannot be run. */
export const lossNamed = (name: string): Loss | undefined => byName.get(name);

/**
 * The scalar loss of one output over a batch: losses of samples, times sample weights [batch] where given, reduced as `reduction` says
 * (Keras's `reduce_weighted_values`; by default the mean over all values, weights not being renormalized). What the prediction's mask hides
 * does not count.
 */
export function batchLoss(part: ObjectConfig, loss: Loss, yTrue: tf.Tensor, yPred: tf.Tensor, sampleWeights: tf.Tensor | null): tf.Tensor {
  const config = new LossConfig(part.config);
  let values = loss.call(yTrue, yPred, config);
  const reduction = config.text('reduction', 'sum_over_batch_size');
  const mask = countedMask(loss, yTrue, yPred, config);
  let weights = maskedWeights(sampleWeights, mask, reduction === 'mean' || reduction === 'sum_over_batch_size');
  if (values.rank === 0) return weights === null ? values : tf.mul(values, reduction === 'sum' ? tf.sum(weights) : tf.mean(weights));
  if (weights !== null) {
    [values, weights] = sameRank(values, weights);
    while (weights.rank < values.rank) weights = tf.expandDims(weights, -1);
    values = tf.mul(values, weights);
  }
  if (reduction === 'sum') return tf.sum(values);
  if (reduction === 'mean_with_sample_weight' && weights !== null) return divideNoNan(tf.sum(values), tf.sum(weights));
  return tf.mean(values);
}

/** Which values of a loss count: those that the prediction shows and the loss itself counts. */
export function countedMask(loss: Loss, yTrue: tf.Tensor, yPred: tf.Tensor, config: LossConfig): tf.Tensor | undefined {
  const [shown, counted] = [maskOf(yPred), loss.counted?.(yTrue, yPred, config)];
  return shown && counted ? tf.logicalAnd(shown, counted) : (shown ?? counted);
}
