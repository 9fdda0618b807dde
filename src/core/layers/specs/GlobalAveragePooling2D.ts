import { globalPooling } from '../families/pooling.js';

export default globalPooling({ type: 'GlobalAveragePooling2D', dims: 2, aliases: ['GlobalAvgPool2D'], summary: 'Averages each channel over the height and width of an image.' });
