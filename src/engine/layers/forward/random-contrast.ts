import { contrastChanged } from '../support/color-changes.js';
import { factorOf, randomImageLayer, valueRange } from '../support/random-image.js';

export default randomImageLayer('RandomContrast', (x, call) => contrastChanged(x, call, factorOf(call, 'factor', [0, 1]), valueRange(call)));
