import { unary } from '../elementwise.js';

export default unary('Not', { anyType: true });
