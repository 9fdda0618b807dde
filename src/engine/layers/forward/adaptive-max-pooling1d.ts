import { adaptiveMaxPoolingLayer } from '../support/adaptive-pooling.js';

export default adaptiveMaxPoolingLayer('AdaptiveMaxPooling1D', 1);
