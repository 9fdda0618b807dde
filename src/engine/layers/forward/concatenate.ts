import { tf } from '../../trace/tensorflow.js';
import { defineForward } from '../define.js';
import { axisOf } from '../support/format.js';

export default defineForward({ type: 'Concatenate', call: ({ config, inputs }) => tf.concat([...inputs], axisOf(config.number('axis', -1), inputs[0]!.rank)) });
