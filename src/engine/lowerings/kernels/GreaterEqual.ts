import { binary } from '../elementwise.js';

export default binary('GreaterOrEqual', { dtype: 'bool' });
