import { inert } from '../define.js';
import { unchanged } from '../families/unchanged.js';

export default unchanged({ type: 'ELU', summary: 'Bends negative values towards a limit by an exponential.', params: { alpha: inert(1) } });
