import { reduction } from '../reduce.js';

export default reduction('ReduceMin', { dtype: 'bool', through: 'int32' });
