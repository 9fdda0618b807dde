import { elementwiseMerge } from '../families/merging.js';

export default elementwiseMerge({ type: 'Average', summary: 'Averages its inputs.' });
