import { depthwiseLayer } from '../support/convolution-layer.js';

export default depthwiseLayer('DepthwiseConv2D', 2);
