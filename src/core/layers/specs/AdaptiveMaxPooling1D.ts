import { adaptivePooling } from '../families/pooling.js';

export default adaptivePooling({ type: 'AdaptiveMaxPooling1D', dims: 1, summary: 'Keeps the largest value of windows over a sequence that give an output of the wanted size.' });
