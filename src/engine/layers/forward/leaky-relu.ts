import { defineForward, only } from '../define.js';
import { relu } from '../support/activations.js';

export default defineForward({ type: 'LeakyReLU', call: (call) => relu(only(call), { negativeSlope: call.config.number('negativeSlope', 0.3) }) });
