import { elementwiseMerge } from '../families/merging.js';

export default elementwiseMerge({ type: 'Add', summary: 'Adds its inputs.' });
