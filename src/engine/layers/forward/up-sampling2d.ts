import { upSamplingLayer } from '../support/upsampling.js';

export default upSamplingLayer('UpSampling2D', 2);
