import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { weightNamed } from '../support/weights.js';

export default defineForward({
  type: 'Embedding',
  mask: (_, call) => [call.config.flag('maskZero', false) ? tf.notEqual(only(call), 0) : undefined],
  call: (call) => tf.gather(weightNamed(call, 'embeddings'), tf.cast(only(call), 'int32')),
});
