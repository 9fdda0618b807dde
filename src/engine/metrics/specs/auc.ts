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

/** Area under the ROC or precision-recall curve, from counts at thresholds (Keras's `AUC`). With `multiLabel` the labels' elements count together. */
export default defineMetric({
  className: 'AUC',
  names: ['auc'],
  name: 'auc',
  sums: (yTrue, yPred, weights, config) => countAtThresholds(yTrue, config.flag('fromLogits') ? tf.sigmoid(yPred) : yPred, weights, thresholdsOf(config)),
  result(sums, config) {
    const counts = countsOf(sums);
    const curve = config.text('curve', 'ROC');
    const method = config.text('summationMethod', 'interpolation').toLowerCase();
    if (curve === 'PR' && method === 'interpolation') return interpolatedPrecisionRecall(counts);
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts;
    const recall = truePositives.map((right, i) => divide(right, right + falseNegatives[i]!));
    const x = curve === 'PR' ? recall : falsePositives.map((wrong, i) => divide(wrong, wrong + trueNegatives[i]!));
    const y = curve === 'PR' ? truePositives.map((right, i) => divide(right, right + falsePositives[i]!)) : recall;
    let area = 0;
    for (let i = 0; i + 1 < x.length; i++) {
      const [here, next] = [y[i]!, y[i + 1]!];
      area += (x[i]! - x[i + 1]!) * (method === 'minoring' ? Math.min(here, next) : method === 'majoring' ? Math.max(here, next) : (here + next) / 2);
    }
    return area;
  },
});
