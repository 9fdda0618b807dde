import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';

/** `dims` count from 1, without the batch. */
export default defineForward({ type: 'Permute', call: (call) => tf.transpose(only(call), [0, ...call.config.numbers('dims')]) });
