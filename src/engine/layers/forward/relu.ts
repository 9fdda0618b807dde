import { defineForward, only } from '../define.js';
import { relu } from '../support/activations.js';

export default defineForward({
  type: 'ReLU',
  call: (call) => relu(only(call), { negativeSlope: call.config.number('negativeSlope', 0), maxValue: call.config.optionalNumber('maxValue'), threshold: call.config.number('threshold', 0) }),
});
