import { globalAveragePoolingLayer } from '../support/pooling-layer.js';

export default globalAveragePoolingLayer('GlobalAveragePooling3D');
