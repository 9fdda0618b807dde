import { adaptiveMaxPoolingLayer } from '../support/adaptive-pooling.js';

export default adaptiveMaxPoolingLayer('AdaptiveMaxPooling3D', 3);
