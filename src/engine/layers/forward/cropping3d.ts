import { croppingLayer } from '../support/borders.js';

export default croppingLayer('Cropping3D', 3);
