import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';

export default defineForward({ type: 'RepeatVector', call: (call) => tf.tile(tf.expandDims(only(call), 1), [1, call.config.number('n'), 1]) });
