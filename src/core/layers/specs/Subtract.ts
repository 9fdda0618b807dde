import { elementwiseMerge } from '../families/merging.js';

export default elementwiseMerge({ type: 'Subtract', exactly: 2, summary: 'Subtracts its second input from the first.' });
