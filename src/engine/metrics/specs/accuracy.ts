import { agree, float, sameRank } from '../accuracy.js';
import { meanMetric } from '../define.js';

/** Share of predictions equal to the labels. The string "accuracy" means another metric, chosen by the shapes. */
export default meanMetric({ className: 'Accuracy', names: [], name: 'accuracy' }, (yTrue, yPred) => agree(...sameRank(float(yTrue), yPred)));
