import { adaptivePooling } from '../families/pooling.js';

export default adaptivePooling({ type: 'AdaptiveAveragePooling2D', dims: 2, summary: 'Averages windows over the height and width of an image that give an output of the wanted size.' });
