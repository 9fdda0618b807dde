import { croppingLayer } from '../support/borders.js';

export default croppingLayer('Cropping2D', 2);
