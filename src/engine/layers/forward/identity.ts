import { defineForward, only } from '../define.js';
import { sameMask } from '../support/masks.js';

export default defineForward({ type: 'Identity', mask: sameMask, call: (call) => only(call) });
