import { upSamplingLayer } from '../support/upsampling.js';

export default upSamplingLayer('UpSampling3D', 3);
