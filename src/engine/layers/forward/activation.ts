import { defineForward, only } from '../define.js';
import { activate } from '../support/activations.js';
import { sameMask } from '../support/masks.js';

export default defineForward({
  type: 'Activation',
  mask: sameMask,
  call: (call) => activate(only(call), call.config.get('activation'), `Layer "${call.layer.name}"`),
});
