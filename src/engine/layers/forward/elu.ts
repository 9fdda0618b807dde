import { defineForward, only } from '../define.js';
import { activate } from '../support/activations.js';
import { sameMask } from '../support/masks.js';

export default defineForward({ type: 'ELU', mask: sameMask, call: (call) => activate(only(call), { className: 'elu', config: { alpha: call.config.number('alpha', 1) } }, call.layer.name) });
