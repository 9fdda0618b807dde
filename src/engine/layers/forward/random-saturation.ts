import { saturationChanged } from '../support/color-changes.js';
import { factorOf, randomImageLayer, valueRange } from '../support/random-image.js';

export default randomImageLayer('RandomSaturation', (x, call) => saturationChanged(x, call, factorOf(call), valueRange(call)));
