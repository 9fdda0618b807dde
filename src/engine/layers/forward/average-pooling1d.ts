import { averagePoolingLayer } from '../support/pooling-layer.js';

export default averagePoolingLayer('AveragePooling1D', 1);
