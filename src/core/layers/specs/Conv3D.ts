import { convolution } from '../families/convolution.js';

export default convolution({ type: 'Conv3D', dims: 3, aliases: ['Convolution3D'], summary: 'Slides learned filters over a volume or the frames of a video.' });
