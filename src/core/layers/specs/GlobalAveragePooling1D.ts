import { globalPooling } from '../families/pooling.js';

export default globalPooling({ type: 'GlobalAveragePooling1D', dims: 1, aliases: ['GlobalAvgPool1D'], summary: 'Averages each channel over a sequence.', callParameters: ['inputs', 'mask'] });
