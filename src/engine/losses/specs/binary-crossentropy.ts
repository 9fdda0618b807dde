import { tf } from '../../trace/tensorflow.js';
import { binary } from '../crossentropy.js';
import { defineLoss } from '../define.js';
import { float, sameRank } from '../ranks.js';
import { smoothedBinary } from '../smoothing.js';

export default defineLoss({
  className: 'BinaryCrossentropy',
  names: ['binary_crossentropy', 'bce'],
  call(yTrue, yPred, config) {
    const [labels, output] = sameRank(float(yTrue), yPred);
    return tf.mean(binary(smoothedBinary(labels, config), output, config.flag('fromLogits')), config.number('axis', -1));
  },
});
