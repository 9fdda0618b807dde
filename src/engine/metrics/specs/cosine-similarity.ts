import { cosine } from '../../losses/cosine.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'CosineSimilarity', names: ['cosine_similarity'], name: 'cosine_similarity' }, (yTrue, yPred, config) => cosine(yTrue, yPred, config.number('axis', -1)));
