import { defineForward, only } from '../define.js';
import { dropOut } from '../support/dropout.js';
import { sameMask } from '../support/masks.js';

/** Axes of `noiseShape` that are 1 are dropped together. */
export default defineForward({
  type: 'Dropout',
  mask: sameMask,
  call(call) {
    const x = only(call);
    const noise = call.config.get('noiseShape');
    const shape = Array.isArray(noise) ? noise.map((length, i) => (typeof length === 'number' ? length : x.shape[i]!)) : x.shape;
    return dropOut(call, x, shape);
  },
});
