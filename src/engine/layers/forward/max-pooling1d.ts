import { maxPoolingLayer } from '../support/pooling-layer.js';

export default maxPoolingLayer('MaxPooling1D', 1);
