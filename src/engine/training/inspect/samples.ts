/** What a step tells of each single image of its batch: its loss, the class that it has and the one that the model gives it. */
import { spreadMask } from '../../layers/support/masks.js';
import { LossConfig } from '../../losses/define.js';
import { countedMask } from '../../losses/lookup.js';
import { divideNoNan, float, sameRank } from '../../losses/ranks.js';
import { labelsFor } from '../../metrics/accuracy.js';
import { tf } from '../../trace/tensorflow.js';
import type { OutputPlan, Plan, TargetSpec } from '../plan.js';

const prefix = 'sample.';
/** Names of the step's outputs of shape [batch]; all but the loss only where the model gives one class an image. */
export const sampleNames = { loss: `${prefix}loss`, actual: `${prefix}actual`, predicted: `${prefix}predicted`, score: `${prefix}score` } as const;
export const isOfSamples = (name: string): boolean => name.startsWith(prefix);

export interface Classification {
  /** Number of the output. */
  readonly output: number;
  readonly kind: 'labels' | 'oneHot' | 'binary';
  readonly classes: number;
}

const oneHotLosses = /^(Categorical(Focal)?Crossentropy|CategoricalHinge|KLDivergence)$/;

/** The first output that gives one class an image, told by its loss and shapes; null where there is none (regression, several labels, a class for each place). */
export function classificationOf({ outputs, targets }: Pick<Plan, 'outputs' | 'targets'>): Classification | null {
  for (const [output, { loss, shape, target }] of outputs.entries()) {
    const kind = loss === null || target === null ? null : kindOf(loss.loss.className, shape, targets[target]!);
    if (kind !== null) return { output, kind, classes: kind === 'binary' ? 2 : shape.at(-1)! };
  }
  return null;
}

function kindOf(loss: string, shape: OutputPlan['shape'], target: TargetSpec): Classification['kind'] | null {
  if (shape.length !== 1) return null;
  const [units = 0] = shape;
  if (loss === 'SparseCategoricalCrossentropy') return 'labels';
  if (oneHotLosses.test(loss)) return units > 1 ? 'oneHot' : null;
  const single = target.shape.length === 0 || (target.shape.length === 1 && target.shape[0] === 1);
  return units === 1 && single && /^Binary(Focal)?Crossentropy$/.test(loss) ? 'binary' : null;
}

/**
 * Outputs of shape [batch] for `targets` and predictions `outputs`: the loss of each image alone (mean over its places, without weights
 * and regularizers), and for a classification its class, the predicted one and the score of that.
 */
export function sampleReports(plan: Pick<Plan, 'outputs' | 'targets'>, targets: readonly tf.Tensor[], outputs: readonly tf.Tensor[]): Record<string, tf.Tensor> {
  const classification = classificationOf(plan);
  const at = classification?.output ?? plan.outputs.findIndex(({ loss }) => loss !== null);
  const { loss: planned = null, target: given = null } = plan.outputs[at] ?? {};
  if (planned === null || given === null) return {};
  const [target, prediction] = [targets[given]!, outputs[at]!];
  const reports: Record<string, tf.Tensor> = {};
  const config = new LossConfig(planned.part.config);
  const values = planned.loss.call(target, prediction, config);
  // A loss over the whole batch (Dice with axis None) says nothing of one image.
  if (values.rank > 0 && values.shape[0] === prediction.shape[0]) reports[sampleNames.loss] = meanOfSamples(float(values), countedMask(planned.loss, target, prediction, config));
  if (classification === null) return reports;
  return { ...reports, ...classReports(classification, target, prediction, planned.part.config.fromLogits === true) };
}

/** The mean over each sample's values that count; 0 where none does. */
function meanOfSamples(values: tf.Tensor, counted: tf.Tensor | undefined): tf.Tensor {
  const flat = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [x.shape[0], -1]);
  if (counted === undefined) return tf.mean(flat(values), 1);
  const [matched, shown] = sameRank(values, float(counted));
  const weights = flat(tf.mul(tf.onesLike(matched), spreadMask(shown, matched.rank)));
  return divideNoNan(tf.sum(tf.mul(flat(matched), weights), 1), tf.sum(weights, 1));
}

function classReports({ kind }: Classification, target: tf.Tensor, prediction: tf.Tensor, logits: boolean): Record<string, tf.Tensor> {
  const batch = prediction.shape[0];
  if (kind === 'binary') {
    const probability = tf.reshape(logits ? tf.sigmoid(prediction) : prediction, [batch]);
    const yes = float(tf.greater(probability, 0.5));
    return { [sampleNames.actual]: float(tf.greater(tf.reshape(float(target), [batch]), 0.5)), [sampleNames.predicted]: yes, [sampleNames.score]: tf.add(tf.mul(yes, probability), tf.mul(tf.sub(1, yes), tf.sub(1, probability))) };
  }
  const scores = logits ? tf.softmax(prediction as tf.Tensor2D) : prediction;
  const actual = kind === 'labels' ? tf.reshape(labelsFor(target, prediction), [batch]) : tf.argMax(target, -1);
  return { [sampleNames.actual]: float(actual), [sampleNames.predicted]: float(tf.argMax(scores, -1)), [sampleNames.score]: tf.max(scores, -1) };
}
