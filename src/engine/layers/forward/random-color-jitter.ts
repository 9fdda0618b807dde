import { brightnessChanged, contrastChanged, hueChanged, saturationChanged } from '../support/color-changes.js';
import { factorOf, randomImageLayer, valueRange } from '../support/random-image.js';

/** One after another, as far as they are asked for. */
const changes = [
  ['brightnessFactor', brightnessChanged, -1],
  ['contrastFactor', contrastChanged, 0],
  ['saturationFactor', saturationChanged, -1],
  ['hueFactor', hueChanged, 0],
] as const;

export default randomImageLayer('RandomColorJitter', (x, call) => {
  const range = valueRange(call);
  return changes.reduce((image, [name, change, least]) => ((call.config.get(name) ?? null) === null ? image : change(image, call, factorOf(call, name, [least, 1]), range)), x);
});
