import { transposedConvolution } from '../families/transposed.js';

export default transposedConvolution({ type: 'Conv1DTranspose', dims: 1, aliases: ['Convolution1DTranspose'], summary: 'Spreads each position of a sequence with learned filters, which makes it larger.' });
