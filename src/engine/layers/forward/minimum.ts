import { tf } from '../../trace/tensorflow.js';
import { extremeLayer } from '../support/merge.js';

export default extremeLayer('Minimum', (a, b) => tf.minimum(a, b));
