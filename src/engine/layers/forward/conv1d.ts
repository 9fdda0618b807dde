import { convolutionLayer } from '../support/convolution-layer.js';

export default convolutionLayer('Conv1D', 1);
