/** `keras.ops` of two operands. */
import { tf } from '../../trace/tensorflow.js';
import { binary } from '../support/operands.js';

export default [
  binary('add', tf.add),
  binary('subtract', tf.sub),
  binary('multiply', tf.mul),
  binary('divide', tf.div),
  binary('true_divide', tf.div),
  binary('divide_no_nan', tf.divNoNan),
  binary('floor_divide', (a, b) => tf.floor(tf.div(a, b))),
  binary('mod', tf.mod),
  binary('power', tf.pow),
  binary('maximum', tf.maximum),
  binary('minimum', tf.minimum),
  binary('squared_difference', tf.squaredDifference),
];
