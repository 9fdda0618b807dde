import { elementwiseMerge } from '../families/merging.js';

export default elementwiseMerge({ type: 'Multiply', summary: 'Multiplies its inputs, value by value.' });
