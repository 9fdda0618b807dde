import { tf } from '../../trace/tensorflow.js';
import { mergeLayer } from '../support/merge.js';

export default mergeLayer('Minimum', (a, b) => tf.minimum(a, b));
