import { defineForward } from '../define.js';
import { childrenOf } from '../support/children.js';

/** Preprocessing layers, one after another. */
export default defineForward({
  type: 'Pipeline',
  call: (call) => childrenOf(call, 0).reduce((x, layer) => call.child(layer, x), [...call.inputs]),
});
