import { adaptivePooling } from '../families/pooling.js';

export default adaptivePooling({ type: 'AdaptiveMaxPooling3D', dims: 3, summary: 'Keeps the largest value of windows over a volume or the frames of a video that give an output of the wanted size.' });
