import { convolution } from '../families/convolution.js';

export default convolution({ type: 'Conv2D', dims: 2, aliases: ['Convolution2D'], summary: 'Slides learned filters over the height and width of an image.' });
