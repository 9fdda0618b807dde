import { globalPooling } from '../families/pooling.js';

export default globalPooling({ type: 'GlobalMaxPooling3D', dims: 3, aliases: ['GlobalMaxPool3D'], summary: 'Keeps the largest value of each channel over a volume or the frames of a video.' });
