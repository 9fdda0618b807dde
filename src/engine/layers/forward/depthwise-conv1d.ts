import { depthwiseLayer } from '../support/convolution-layer.js';

export default depthwiseLayer('DepthwiseConv1D', 1);
