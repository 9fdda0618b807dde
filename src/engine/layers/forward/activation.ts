import { defineForward, only } from '../define.js';
import { activate } from '../support/activations.js';

export default defineForward({
  type: 'Activation',
  call: (call) => activate(only(call), call.config.get('activation'), `Layer "${call.layer.name}"`),
});
