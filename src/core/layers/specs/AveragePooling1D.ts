import { pooling } from '../families/pooling.js';

export default pooling({ type: 'AveragePooling1D', dims: 1, aliases: ['AvgPool1D'], poolSize: undefined, summary: 'Averages each window over a sequence.' });
