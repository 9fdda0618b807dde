import { unary } from '../elementwise.js';

export default unary('IsNaN', { dtype: 'bool' });
