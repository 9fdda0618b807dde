import { upSamplingLayer } from '../support/upsampling.js';

export default upSamplingLayer('UpSampling1D', 1);
