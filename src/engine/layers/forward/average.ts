import { tf } from '../../trace/tensorflow.js';
import { mergeLayer } from '../support/merge.js';

export default mergeLayer('Average', (a, b) => tf.add(a, b), (sum, count) => tf.div(sum, count));
