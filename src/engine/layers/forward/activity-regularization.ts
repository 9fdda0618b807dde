import { defineForward, only } from '../define.js';
import { sameMask } from '../support/masks.js';

/** Changes nothing; what it adds to the loss is every layer's activity regularization. */
export default defineForward({ type: 'ActivityRegularization', mask: sameMask, call: (call) => only(call) });
