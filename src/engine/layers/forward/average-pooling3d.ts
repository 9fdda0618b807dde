import { averagePoolingLayer } from '../support/pooling-layer.js';

export default averagePoolingLayer('AveragePooling3D', 3);
