import { defineCallback } from '../callback.js';

/** Every run keeps its history. */
export default defineCallback({ className: 'History', create: () => null });
