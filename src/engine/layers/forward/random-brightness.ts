import { brightnessChanged } from '../support/color-changes.js';
import { factorOf, randomImageLayer, valueRange } from '../support/random-image.js';

export default randomImageLayer('RandomBrightness', (x, call) => brightnessChanged(x, call, factorOf(call), valueRange(call)));
