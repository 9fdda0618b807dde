import { separableConvolution } from '../families/depthwise.js';

export default separableConvolution({ type: 'SeparableConv2D', dims: 2, aliases: ['SeparableConvolution2D'], summary: 'Filters each channel of the height and width of an image by itself, then mixes the channels.' });
