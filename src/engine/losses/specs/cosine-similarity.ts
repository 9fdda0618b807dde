import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { cosine } from '../cosine.js';

export default defineLoss({
  className: 'CosineSimilarity',
  names: ['cosine_similarity'],
  call: (yTrue, yPred, config) => tf.neg(cosine(yTrue, yPred, config.number('axis', -1))),
});
