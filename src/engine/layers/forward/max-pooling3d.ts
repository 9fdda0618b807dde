import { maxPoolingLayer } from '../support/pooling-layer.js';

export default maxPoolingLayer('MaxPooling3D', 3);
