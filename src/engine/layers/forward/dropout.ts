import { defineForward, only } from '../define.js';
import { dropOut } from '../support/dropout.js';

/** Axes of `noiseShape` that are 1 are dropped together. */
export default defineForward({
  type: 'Dropout',
  call(call) {
    const x = only(call);
    const noise = call.config.get('noiseShape');
    const shape = Array.isArray(noise) ? noise.map((length, i) => (typeof length === 'number' ? length : x.shape[i]!)) : x.shape;
    return dropOut(call, x, shape);
  },
});
