import { reduction } from '../reduce.js';

export default reduction('ReduceProd');
