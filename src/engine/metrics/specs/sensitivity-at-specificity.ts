import { constrained } from '../confusion.js';

export default constrained({ className: 'SensitivityAtSpecificity', name: 'sensitivity_at_specificity', reaches: 'specificity', value: 'specificity', of: 'sensitivity' });
