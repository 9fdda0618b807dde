import { depthwiseConvolution } from '../families/depthwise.js';

export default depthwiseConvolution({ type: 'DepthwiseConv1D', dims: 1, summary: 'Slides filters over a sequence, each channel with its own.' });
