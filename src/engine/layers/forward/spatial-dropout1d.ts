import { spatialDropoutLayer } from '../support/spatial-dropout.js';

export default spatialDropoutLayer('SpatialDropout1D');
