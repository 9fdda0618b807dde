import { adaptivePooling } from '../families/pooling.js';

export default adaptivePooling({ type: 'AdaptiveAveragePooling1D', dims: 1, summary: 'Averages windows over a sequence that give an output of the wanted size.' });
