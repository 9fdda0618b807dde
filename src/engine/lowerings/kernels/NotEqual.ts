import { binary } from '../elementwise.js';

export default binary((graph, a, b) => graph.op('Not', [graph.op('Equal', [a, b])]), { dtype: 'bool' });
