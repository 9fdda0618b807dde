import { transposedLayer } from '../support/convolution-layer.js';

export default transposedLayer('Conv2DTranspose', 2);
