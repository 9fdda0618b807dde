import { float } from '../define.js';
import { unchanged } from '../families/unchanged.js';

export default unchanged({ type: 'ActivityRegularization', summary: 'Adds the size of its input to the loss.', params: { l1: float(0), l2: float(0) } });
