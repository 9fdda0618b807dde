import { transposedConvolution } from '../families/transposed.js';

export default transposedConvolution({ type: 'Conv3DTranspose', dims: 3, aliases: ['Convolution3DTranspose'], summary: 'Spreads each position of a volume or the frames of a video with learned filters, which makes it larger.' });
