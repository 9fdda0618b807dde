import { adaptiveAveragePoolingLayer } from '../support/adaptive-pooling.js';

export default adaptiveAveragePoolingLayer('AdaptiveAveragePooling1D', 1);
