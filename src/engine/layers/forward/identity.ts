import { defineForward, only } from '../define.js';

export default defineForward({ type: 'Identity', call: (call) => only(call) });
