import { adaptiveAveragePoolingLayer } from '../support/adaptive-pooling.js';

export default adaptiveAveragePoolingLayer('AdaptiveAveragePooling2D', 2);
