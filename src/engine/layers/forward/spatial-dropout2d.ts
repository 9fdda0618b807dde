import { spatialDropoutLayer } from '../support/spatial-dropout.js';

export default spatialDropoutLayer('SpatialDropout2D');
