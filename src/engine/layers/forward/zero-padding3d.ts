import { paddingLayer } from '../support/borders.js';

export default paddingLayer('ZeroPadding3D', 3);
