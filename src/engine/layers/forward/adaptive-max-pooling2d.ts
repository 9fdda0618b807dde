import { adaptiveMaxPoolingLayer } from '../support/adaptive-pooling.js';

export default adaptiveMaxPoolingLayer('AdaptiveMaxPooling2D', 2);
