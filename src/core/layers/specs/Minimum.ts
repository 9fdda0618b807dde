import { elementwiseMerge } from '../families/merging.js';

export default elementwiseMerge({ type: 'Minimum', summary: 'Keeps the smallest of its inputs, value by value.' });
