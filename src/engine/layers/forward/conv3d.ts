import { convolutionLayer } from '../support/convolution-layer.js';

export default convolutionLayer('Conv3D', 3);
