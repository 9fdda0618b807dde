import { paddingLayer } from '../support/borders.js';

export default paddingLayer('ZeroPadding2D', 2);
