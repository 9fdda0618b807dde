import { adam } from '../adam.js';

export default adam('AdamW', { weightDecay: 0.004 });
