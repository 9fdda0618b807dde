import { defineForward, only } from '../define.js';
import { relu } from '../support/activations.js';
import { sameMask } from '../support/masks.js';

export default defineForward({
  type: 'ReLU',
  mask: sameMask,
  call: (call) => relu(only(call), { negativeSlope: call.config.number('negativeSlope', 0), maxValue: call.config.optionalNumber('maxValue'), threshold: call.config.number('threshold', 0) }),
});
