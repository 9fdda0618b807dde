import { unary } from '../elementwise.js';

export default unary('IsInf', { dtype: 'bool' });
