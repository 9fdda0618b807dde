import { globalAveragePooling1dLayer } from '../support/pooling-layer.js';

export default globalAveragePooling1dLayer('GlobalAveragePooling1D');
