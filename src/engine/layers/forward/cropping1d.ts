import { croppingLayer } from '../support/borders.js';

export default croppingLayer('Cropping1D', 1);
