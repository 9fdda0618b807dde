import { fBeta } from '../fbeta.js';

export default fBeta({ className: 'FBetaScore', names: ['fbeta_score'], name: 'fbeta_score' }, (config) => config.number('beta', 1));
