import { depthwiseConvolution } from '../families/depthwise.js';

export default depthwiseConvolution({ type: 'DepthwiseConv2D', dims: 2, summary: 'Slides filters over the height and width of an image, each channel with its own.' });
