import { tf } from '../../trace/tensorflow.js';
import { mergeLayer } from '../support/merge.js';

export default mergeLayer('Multiply', (a, b) => tf.mul(a, b));
