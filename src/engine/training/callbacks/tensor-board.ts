import { defineCallback } from '../callback.js';

export default defineCallback({ className: 'TensorBoard', create: () => 'TensorBoard files are not written here; the run folder keeps metrics.jsonl, and the panel shows the curves.' });
