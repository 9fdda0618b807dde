import { maxPoolingLayer } from '../support/pooling-layer.js';

export default maxPoolingLayer('MaxPooling2D', 2);
