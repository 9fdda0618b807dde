import { axes } from '../define.js';
import { unchanged } from '../families/unchanged.js';

export default unchanged({ type: 'Softmax', summary: 'Turns values along an axis into probabilities that sum to 1.', callParameters: ['inputs', 'mask'], params: { axis: axes(-1) } });
