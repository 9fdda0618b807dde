import { sameRank } from '../../losses/ranks.js';
import { tf } from '../../trace/tensorflow.js';
import { countAtThresholds, countsOf, evenThresholds, type Counts } from '../confusion.js';
import { defineMetric, divide, type LossConfig } from '../define.js';

const thresholdsOf = (config: LossConfig): number[] => {
  const own = config.numbers('thresholds');
  return own === null ? evenThresholds(config.number('numThresholds', 200)) : [-1e-7, ...own.sort((a, b) => a - b), 1 + 1e-7];
};

/** Area under the precision-recall curve, interpolated as Davis and Goadrich (2006) show it must be. */
function interpolatedPrecisionRecall({ truePositives, falsePositives, falseNegatives }: Counts): number {
  let area = 0;
  for (let i = 0; i + 1 < truePositives.length; i++) {
    const step = truePositives[i]! - truePositives[i + 1]!;
    const here = truePositives[i]! + falsePositives[i]!;
    const next = truePositives[i + 1]! + falsePositives[i + 1]!;
    const slope = divide(step, Math.max(here - next, 0));
    const intercept = truePositives[i + 1]! - slope * next;
    const ratio = here > 0 && next > 0 ? here / next : 1;
    area += divide(slope * (step + intercept * Math.log(ratio)), Math.max(truePositives[i + 1]! + falseNegatives[i + 1]!, 0));
  }
  return area;
}

/** Points of the curve, the highest recall first. */
function curveOf({ truePositives, falsePositives, trueNegatives, falseNegatives }: Counts, curve: string): { readonly x: Float64Array; readonly y: Float64Array } {
  const recall = truePositives.map((right, i) => divide(right, right + falseNegatives[i]!));
  if (curve === 'PR') return { x: recall, y: truePositives.map((right, i) => divide(right, right + falsePositives[i]!)) };
  if (curve !== 'PRGAIN') return { x: falsePositives.map((wrong, i) => divide(wrong, wrong + trueNegatives[i]!)), y: recall };
  // Flach and Kull (2015); without true positives no recall is gained, and all precision.
  const gain = (wrong: Float64Array, nothing: number): Float64Array => truePositives.map((right, i) => (right === 0 ? nothing : 1 - (divide(right + falseNegatives[i]!, trueNegatives[i]! + falsePositives[i]!) * wrong[i]!) / right));
  return { x: gain(falseNegatives, 0).map((value) => Math.max(value, 0)), y: gain(falsePositives, 1) };
}

function areaOf(counts: Counts, config: LossConfig): number {
  const curve = config.text('curve', 'ROC');
  const method = config.text('summationMethod', 'interpolation').toLowerCase();
  if (curve === 'PR' && method === 'interpolation') return interpolatedPrecisionRecall(counts);
  const { x, y } = curveOf(counts, curve);
  let area = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [here, next] = [y[i]!, y[i + 1]!];
    area += (x[i]! - x[i + 1]!) * (method === 'minoring' ? Math.min(here, next) : method === 'majoring' ? Math.max(here, next) : (here + next) / 2);
  }
  return area;
}

/** Counts of one label alone: the sums of the labels stand one after another. */
const ofLabel = (sums: Float64Array, label: number, length: number): Counts => countsOf(sums.subarray(label * length, (label + 1) * length));

/**
 * Area under the ROC, precision-recall or precision-recall-gain curve, from counts at thresholds (Keras's `AUC`). With `multiLabel` each label has a
 * curve of its own, and the areas are averaged, by `labelWeights` where given; without it these weigh the labels' elements.
 */
export default defineMetric({
  className: 'AUC',
  names: ['auc'],
  name: 'auc',
  sums(yTrue, yPred, weights, config) {
    const thresholds = thresholdsOf(config);
    const [labels, scores] = sameRank(tf.cast(yTrue, 'float32'), config.flag('fromLogits') ? tf.sigmoid(yPred) : yPred);
    const perLabel = config.numbers('labelWeights');
    const width = scores.shape.at(-1) ?? 1;
    const one = (x: tf.Tensor, label: number): tf.Tensor => tf.slice(x, [0, label], [-1, 1]);
    if (config.flag('multiLabel')) return tf.concat(Array.from({ length: width }, (_, i) => countAtThresholds(one(labels, i), one(scores, i), weights, thresholds)));
    if (perLabel === null) return countAtThresholds(labels, scores, weights, thresholds);
    return tf.addN(perLabel.map((weight, i) => tf.mul(countAtThresholds(one(labels, i), one(scores, i), weights, thresholds), weight)));
  },
  result(sums, config) {
    if (!config.flag('multiLabel')) return areaOf(countsOf(sums), config);
    const length = 4 * thresholdsOf(config).length;
    const areas = Array.from({ length: sums.length / length }, (_, i) => areaOf(ofLabel(sums, i, length), config));
    const perLabel = config.numbers('labelWeights') ?? areas.map(() => 1);
    return divide(areas.reduce((sum, area, i) => sum + area * perLabel[i]!, 0), perLabel.reduce((a, b) => a + b, 0));
  },
});
