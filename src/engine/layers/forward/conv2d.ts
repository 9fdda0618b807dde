import { convolutionLayer } from '../support/convolution-layer.js';

export default convolutionLayer('Conv2D', 2);
