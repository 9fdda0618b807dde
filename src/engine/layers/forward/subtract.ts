import { tf } from '../../trace/tensorflow.js';
import { mergeLayer } from '../support/merge.js';

export default mergeLayer('Subtract', (a, b) => tf.sub(a, b));
