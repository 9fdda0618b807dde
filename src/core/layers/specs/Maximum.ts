import { elementwiseMerge } from '../families/merging.js';

export default elementwiseMerge({ type: 'Maximum', summary: 'Keeps the largest of its inputs, value by value.' });
