import { separableConvolution } from '../families/depthwise.js';

export default separableConvolution({ type: 'SeparableConv1D', dims: 1, aliases: ['SeparableConvolution1D'], summary: 'Filters each channel of a sequence by itself, then mixes the channels.' });
