import { binary } from '../elementwise.js';

export default binary('Less', { dtype: 'bool' });
