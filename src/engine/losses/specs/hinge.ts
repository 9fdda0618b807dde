import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { margins } from '../hinge.js';

export default defineLoss({ className: 'Hinge', names: ['hinge'], call: (yTrue, yPred) => tf.mean(margins(yTrue, yPred), -1) });
