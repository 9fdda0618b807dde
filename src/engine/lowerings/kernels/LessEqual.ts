import { binary } from '../elementwise.js';

export default binary('LessOrEqual', { dtype: 'bool' });
