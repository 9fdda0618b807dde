import { constrained } from '../confusion.js';

export default constrained({ className: 'SpecificityAtSensitivity', name: 'specificity_at_sensitivity', reaches: 'sensitivity', value: 'sensitivity', of: 'specificity' });
