import { separableLayer } from '../support/convolution-layer.js';

export default separableLayer('SeparableConv2D', 2);
