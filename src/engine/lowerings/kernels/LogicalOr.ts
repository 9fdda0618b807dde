import { binary } from '../elementwise.js';

export default binary('Or', { dtype: 'bool' });
