import { fBeta } from '../fbeta.js';

/** Without `average` Keras gives one number a class; here their mean is shown. */
export default fBeta({ className: 'F1Score', names: ['f1_score'], name: 'f1_score' }, () => 1);
