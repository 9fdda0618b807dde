import { globalPooling } from '../families/pooling.js';

export default globalPooling({ type: 'GlobalMaxPooling2D', dims: 2, aliases: ['GlobalMaxPool2D'], summary: 'Keeps the largest value of each channel over the height and width of an image.' });
