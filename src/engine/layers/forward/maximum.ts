import { tf } from '../../trace/tensorflow.js';
import { mergeLayer } from '../support/merge.js';

export default mergeLayer('Maximum', (a, b) => tf.maximum(a, b));
