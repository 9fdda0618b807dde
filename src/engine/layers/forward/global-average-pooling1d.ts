import { globalAveragePoolingLayer } from '../support/pooling-layer.js';

export default globalAveragePoolingLayer('GlobalAveragePooling1D');
