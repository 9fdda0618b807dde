import { defineCallback, type CallbackContext } from '../callback.js';
import { Monitor } from '../monitor.js';

export default defineCallback({
  className: 'EarlyStopping',
  create(config, context: CallbackContext) {
    const monitor = new Monitor(config, { minDelta: config.number('minDelta', 0) });
    const [patience, baseline, start] = [config.number('patience', 0), config.optional('baseline'), config.number('startFromEpoch', 0)];
    const restores = config.flag('restoreBestWeights');
    let wait = 0;
    let best: Awaited<ReturnType<CallbackContext['weights']>> | null = null;
    let bestEpoch = 0;
    return {
      async epochEnd(epoch, logs) {
        const value = monitor.read(logs, 'EarlyStopping');
        if (typeof value === 'string') return context.log(value);
        if (epoch < start) return;
        if (restores && best === null) [best, bestEpoch] = [await context.weights(), epoch];
        wait++;
        if (monitor.isBetter(value, monitor.best)) {
          monitor.best = value;
          if (restores) [best, bestEpoch] = [await context.weights(), epoch];
          if (baseline === null || monitor.isBetter(value, baseline)) wait = 0;
          return;
        }
        if (wait >= patience && epoch > 0) context.stop(`Early stopping after epoch ${epoch + 1}: ${monitor.name} did not improve for ${wait} epoch${wait === 1 ? '' : 's'}.`);
      },
      async trainEnd() {
        if (best === null) return;
        await context.restore(best);
        context.log(`The weights of epoch ${bestEpoch + 1}, the best one, were restored.`);
      },
    };
  },
});
