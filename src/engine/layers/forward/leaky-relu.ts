import { defineForward, only } from '../define.js';
import { relu } from '../support/activations.js';
import { sameMask } from '../support/masks.js';

export default defineForward({ type: 'LeakyReLU', mask: sameMask, call: (call) => relu(only(call), { negativeSlope: call.config.number('negativeSlope', 0.3) }) });
