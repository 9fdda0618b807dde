import { reduction } from '../reduce.js';

export default reduction('ReduceMean', { dtype: 'float32', through: 'float32' });
