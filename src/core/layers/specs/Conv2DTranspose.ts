import { transposedConvolution } from '../families/transposed.js';

export default transposedConvolution({ type: 'Conv2DTranspose', dims: 2, aliases: ['Convolution2DTranspose'], summary: 'Spreads each position of the height and width of an image with learned filters, which makes it larger.' });
