import { defineForward, only } from '../define.js';

/** Changes nothing; what it adds to the loss is every layer's activity regularization. */
export default defineForward({ type: 'ActivityRegularization', call: (call) => only(call) });
