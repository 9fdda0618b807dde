import { unary } from '../elementwise.js';

export default unary('Abs', { anyType: true });
