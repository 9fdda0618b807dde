import { globalMaxPoolingLayer } from '../support/pooling-layer.js';

export default globalMaxPoolingLayer('GlobalMaxPooling3D');
