import { pooling } from '../families/pooling.js';

export default pooling({ type: 'MaxPooling1D', dims: 1, aliases: ['MaxPool1D'], poolSize: [2], summary: 'Keeps the largest value of each window over a sequence.' });
