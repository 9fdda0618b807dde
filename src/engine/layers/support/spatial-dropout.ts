import { defineForward, only, type Forward } from '../define.js';
import { dropOut } from './dropout.js';

/** Whole channels are dropped (Tompson et al. 2015). */
export const spatialDropoutLayer = (type: string): Forward =>
  defineForward({
    type,
    call(call) {
      const x = only(call);
      const channel = call.config.channelsFirst ? 1 : x.rank - 1;
      return dropOut(call, x, x.shape.map((length, i) => (i === 0 || i === channel ? length : 1)));
    },
  });
