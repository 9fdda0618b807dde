import { adaptivePooling } from '../families/pooling.js';

export default adaptivePooling({ type: 'AdaptiveAveragePooling3D', dims: 3, summary: 'Averages windows over a volume or the frames of a video that give an output of the wanted size.' });
