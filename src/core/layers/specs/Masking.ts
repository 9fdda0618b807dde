import { float } from '../define.js';
import { unchanged } from '../families/unchanged.js';

export default unchanged({ type: 'Masking', summary: 'Marks the steps that later layers are to skip.', params: { maskValue: float(0) } });
