import { pooling } from '../families/pooling.js';

export default pooling({ type: 'AveragePooling3D', dims: 3, aliases: ['AvgPool3D'], poolSize: undefined, summary: 'Averages each window over a volume or the frames of a video.' });
