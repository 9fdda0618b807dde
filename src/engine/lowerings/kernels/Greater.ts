import { binary } from '../elementwise.js';

export default binary('Greater', { dtype: 'bool' });
