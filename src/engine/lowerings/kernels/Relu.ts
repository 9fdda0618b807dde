import { unary } from '../elementwise.js';

export default unary('Relu', { anyType: true });
