import { binary } from '../elementwise.js';

export default binary('And', { dtype: 'bool' });
