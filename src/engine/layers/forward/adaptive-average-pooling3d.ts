import { adaptiveAveragePoolingLayer } from '../support/adaptive-pooling.js';

export default adaptiveAveragePoolingLayer('AdaptiveAveragePooling3D', 3);
