import loss from '../../losses/specs/kl-divergence.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'KLDivergence', names: ['kl_divergence', 'kld', 'KLD', 'kullback_leibler_divergence'], name: 'kl_divergence' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));
