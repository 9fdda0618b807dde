import { adaptivePooling } from '../families/pooling.js';

export default adaptivePooling({ type: 'AdaptiveMaxPooling2D', dims: 2, summary: 'Keeps the largest value of windows over the height and width of an image that give an output of the wanted size.' });
