import { separableLayer } from '../support/convolution-layer.js';

export default separableLayer('SeparableConv1D', 1);
