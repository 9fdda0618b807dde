import { averagePoolingLayer } from '../support/pooling-layer.js';

export default averagePoolingLayer('AveragePooling2D', 2);
