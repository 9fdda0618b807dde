import { reduction } from '../reduce.js';

export default reduction('ReduceSum');
