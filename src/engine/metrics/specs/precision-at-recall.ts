import { constrained } from '../confusion.js';

export default constrained({ className: 'PrecisionAtRecall', name: 'precision_at_recall', reaches: 'sensitivity', value: 'recall', of: 'precision' });
