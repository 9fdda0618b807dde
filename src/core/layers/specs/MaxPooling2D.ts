import { pooling } from '../families/pooling.js';

export default pooling({ type: 'MaxPooling2D', dims: 2, aliases: ['MaxPool2D'], poolSize: [2, 2], summary: 'Keeps the largest value of each window over the height and width of an image.' });
