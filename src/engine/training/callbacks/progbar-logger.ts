import { defineCallback } from '../callback.js';

/** Progress is shown anyway. */
export default defineCallback({ className: 'ProgbarLogger', create: () => null });
