import { defineForward, only, type Forward } from '../define.js';
import { dropOut } from './dropout.js';
import { sameMask } from './masks.js';

/** Whole channels are dropped (Tompson et al. 2015). */
export const spatialDropoutLayer = (type: string): Forward =>
  defineForward({
    type,
    mask: sameMask,
    call(call) {
      const x = only(call);
      const channel = call.config.channelsFirst ? 1 : x.rank - 1;
      return dropOut(call, x, x.shape.map((length, i) => (i === 0 || i === channel ? length : 1)));
    },
  });
