import { paddingLayer } from '../support/borders.js';

export default paddingLayer('ZeroPadding1D', 1);
