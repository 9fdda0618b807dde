import type { ObjectConfig } from '../../core/graph/types.js';
import { tf } from '../trace/tensorflow.js';
import { LossConfig, type Loss } from './define.js';
import { sameRank } from './ranks.js';
import { specs } from './registry.generated.js';

const byName = new Map<string, Loss>(Object.values(specs as Record<string, Loss>).flatMap((loss) => [loss.className, ...loss.names].map((name) => [name, loss])));

/** A loss by Keras's class or function name; undefined where it cannot be run. */
export const lossNamed = (name: string): Loss | undefined => byName.get(name);

/**
 * The scalar loss of one output over a batch: losses of samples, times sample weights [batch] where given, reduced as `reduction` says
 * (Keras's `reduce_weighted_values`; by default the mean over all values, weights not being renormalized).
 */
export function batchLoss(part: ObjectConfig, loss: Loss, yTrue: tf.Tensor, yPred: tf.Tensor, sampleWeights: tf.Tensor | null): tf.Tensor {
  const config = new LossConfig(part.config);
  let values = loss.call(yTrue, yPred, config);
  const reduction = config.text('reduction', 'sum_over_batch_size');
  if (values.rank === 0) return sampleWeights === null ? values : tf.mul(values, reduction === 'sum' ? tf.sum(sampleWeights) : tf.mean(sampleWeights));
  let weights = sampleWeights;
  if (weights !== null) {
    [values, weights] = sameRank(values, weights);
    while (weights.rank < values.rank) weights = tf.expandDims(weights, -1);
    values = tf.mul(values, weights);
  }
  if (reduction === 'sum') return tf.sum(values);
  if (reduction === 'mean_with_sample_weight' && weights !== null) return tf.div(tf.sum(values), tf.maximum(tf.sum(weights), 1e-12));
  return tf.mean(values);
}
