import { tf } from '../../trace/tensorflow.js';
import { extremeLayer } from '../support/merge.js';

export default extremeLayer('Maximum', (a, b) => tf.maximum(a, b));
