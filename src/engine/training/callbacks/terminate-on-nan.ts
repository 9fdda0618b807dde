import { defineCallback } from '../callback.js';

export default defineCallback({
  className: 'TerminateOnNaN',
  create: (_config, context) => ({
    batchEnd(batch, logs) {
      if (!Number.isFinite(logs.loss)) context.stop(`The loss became ${logs.loss} at batch ${batch + 1}, so training was ended, as TerminateOnNaN asks.`);
    },
  }),
});
