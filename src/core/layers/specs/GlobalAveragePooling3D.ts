import { globalPooling } from '../families/pooling.js';

export default globalPooling({ type: 'GlobalAveragePooling3D', dims: 3, aliases: ['GlobalAvgPool3D'], summary: 'Averages each channel over a volume or the frames of a video.' });
