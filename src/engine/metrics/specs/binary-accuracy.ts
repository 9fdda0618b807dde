import { tf } from '../../trace/tensorflow.js';
import { agree, float, sameRank } from '../accuracy.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'BinaryAccuracy', names: ['binary_accuracy'], name: 'binary_accuracy' }, (yTrue, yPred, config) => {
  const [labels, output] = sameRank(float(yTrue), yPred);
  return agree(labels, tf.cast(tf.greater(output, config.number('threshold', 0.5)), 'float32'));
});
