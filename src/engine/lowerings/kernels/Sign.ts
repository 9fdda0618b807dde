import { unary } from '../elementwise.js';

export default unary('Sign', { anyType: true });
