import { binary } from '../elementwise.js';

export default binary('Equal', { dtype: 'bool' });
