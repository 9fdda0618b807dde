import { float } from '../losses/ranks.js';
import { tf } from '../trace/tensorflow.js';
import type { LossConfig, Metric } from './define.js';

const small = 1e-7;

export interface Reading {
  readonly classes: (config: LossConfig) => number;
  /** Classes whose IoU counts; all where it gives null. */
  readonly targets: (config: LossConfig) => number[] | null;
  /** Labels and predictions [...] of integer classes. */
  readonly read: (yTrue: tf.Tensor, yPred: tf.Tensor, config: LossConfig) => [tf.Tensor, tf.Tensor];
}

/** Intersection over union from a confusion matrix (Keras's `_IoUBase`): labels along the first axis, predictions along the second. */
export function intersectionOverUnion(about: Pick<Metric, 'className' | 'names' | 'name'>, { classes, targets, read }: Reading): Metric {
  return {
    ...about,
    sums(yTrue, yPred, weights, config) {
      const count = classes(config);
      const [labels, predictions] = read(yTrue, yPred, config);
      const flat = (x: tf.Tensor): tf.Tensor => tf.cast(tf.reshape(x, [x.size]), 'int32');
      // One-hot rows of classes out of range are zero, so that such pixels fall out of the matrix, as they do in Keras.
      let truth = float(tf.oneHot(flat(labels), count));
      const ignored = config.optional('ignoreClass');
      if (ignored !== null) truth = tf.mul(truth, tf.expandDims(float(tf.notEqual(flat(labels), tf.scalar(ignored, 'int32'))), 1));
      if (weights !== null) {
        const spread = tf.mul(tf.onesLike(float(labels)), tf.reshape(weights, [weights.size, ...labels.shape.slice(1).map(() => 1)]));
        truth = tf.mul(truth, tf.reshape(spread, [spread.size, 1]));
      }
      return tf.reshape(tf.matMul(truth as tf.Tensor2D, float(tf.oneHot(flat(predictions), count)) as tf.Tensor2D, true), [count * count]);
    },
    result(sums, config) {
      const count = Math.sqrt(sums.length);
      const chosen = targets(config) ?? Array.from({ length: count }, (_, i) => i);
      let total = 0;
      let present = 0;
      for (const k of chosen) {
        let union = -sums[k * count + k]!;
        for (let i = 0; i < count; i++) union += sums[k * count + i]! + sums[i * count + k]!;
        if (union <= 1e-9) continue;
        present++;
        total += sums[k * count + k]! / (union + small);
      }
      return total / (present + small);
    },
  };
}

const last = (x: tf.Tensor, axis: number): tf.Tensor => tf.argMax(x, axis < 0 ? axis + x.rank : axis);

/** Labels and predictions as `sparse_y_true` and `sparse_y_pred` say: integers, or scores along `axis`. */
export const readSparse =
  (sparseTrue: boolean, sparsePred: boolean): Reading['read'] =>
  (yTrue, yPred, config) => {
    const axis = config.number('axis', -1);
    const labels = config.flag('sparseYTrue', sparseTrue) ? yTrue : last(yTrue, axis);
    const predictions = config.flag('sparseYPred', sparsePred) ? yPred : last(yPred, axis);
    return [labels.rank === predictions.rank + 1 && labels.shape.at(-1) === 1 ? tf.squeeze(labels, [labels.rank - 1]) : labels, predictions];
  };
export const numClasses = (config: LossConfig): number => config.number('numClasses', 2);
