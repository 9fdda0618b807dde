import { reduction } from '../reduce.js';

export default reduction('ReduceMax', { dtype: 'bool', through: 'int32' });
