import { convolution } from '../families/convolution.js';

export default convolution({ type: 'Conv1D', dims: 1, aliases: ['Convolution1D'], summary: 'Slides learned filters over a sequence.' });
