import { defineForward, only } from '../define.js';
import { sameMask } from '../support/masks.js';

export default defineForward({
  type: 'Activation',
  mask: sameMask,
  call: (call) => call.activate(only(call)),
});
