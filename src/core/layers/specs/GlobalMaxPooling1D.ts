import { globalPooling } from '../families/pooling.js';

export default globalPooling({ type: 'GlobalMaxPooling1D', dims: 1, aliases: ['GlobalMaxPool1D'], summary: 'Keeps the largest value of each channel over a sequence.' });
