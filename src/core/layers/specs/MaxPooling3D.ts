import { pooling } from '../families/pooling.js';

export default pooling({ type: 'MaxPooling3D', dims: 3, aliases: ['MaxPool3D'], poolSize: [2, 2, 2], summary: 'Keeps the largest value of each window over a volume or the frames of a video.' });
