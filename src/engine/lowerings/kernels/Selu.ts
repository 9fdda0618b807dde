import { unary } from '../elementwise.js';

export default unary('Selu');
