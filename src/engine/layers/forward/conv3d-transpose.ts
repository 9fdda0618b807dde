import { transposedLayer } from '../support/convolution-layer.js';

export default transposedLayer('Conv3DTranspose', 3);
