import { constrained } from '../confusion.js';

export default constrained({ className: 'RecallAtPrecision', name: 'recall_at_precision', reaches: 'precision', value: 'precision', of: 'sensitivity' });
