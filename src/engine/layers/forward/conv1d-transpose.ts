import { transposedLayer } from '../support/convolution-layer.js';

export default transposedLayer('Conv1DTranspose', 1);
