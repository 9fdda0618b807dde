import { tf } from '../../trace/tensorflow.js';
import { defineLoss } from '../define.js';
import { margins } from '../hinge.js';

export default defineLoss({ className: 'SquaredHinge', names: ['squared_hinge'], call: (yTrue, yPred) => tf.mean(tf.square(margins(yTrue, yPred)), -1) });
