import { unary } from '../elementwise.js';

export default unary('Neg', { anyType: true });
