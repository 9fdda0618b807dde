import { pooling } from '../families/pooling.js';

export default pooling({ type: 'AveragePooling2D', dims: 2, aliases: ['AvgPool2D'], poolSize: undefined, summary: 'Averages each window over the height and width of an image.' });
