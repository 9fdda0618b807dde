import { defineCallback } from '../callback.js';

/** Every epoch is kept in the run folder and can be resumed from there. */
export default defineCallback({ className: 'BackupAndRestore', create: () => null });
