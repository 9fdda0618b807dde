import { defineCallback } from '../callback.js';
import { Monitor } from '../monitor.js';

export default defineCallback({
  className: 'ReduceLROnPlateau',
  create(config, context) {
    if (!context.learningRateSettable) return 'ReduceLROnPlateau cannot change a learning rate that a schedule decides; training goes on without it.';
    const monitor = new Monitor(config, { minDelta: config.number('minDelta', 1e-4) });
    const [factor, patience, least] = [config.number('factor', 0.1), config.number('patience', 10), config.number('minLr', 0)];
    let wait = 0;
    let cooldown = 0;
    return {
      epochEnd(epoch, logs) {
        logs.learning_rate = context.learningRate;
        const value = monitor.read(logs, 'ReduceLROnPlateau');
        if (typeof value === 'string') return context.log(value);
        if (cooldown > 0) {
          cooldown--;
          wait = 0;
        }
        if (monitor.isBetter(value, monitor.best)) {
          monitor.best = value;
          wait = 0;
        } else if (cooldown === 0 && ++wait >= patience && context.learningRate > Math.fround(least)) {
          context.learningRate = Math.max(context.learningRate * factor, least);
          context.log(`Epoch ${epoch + 1}: the learning rate is reduced to ${context.learningRate}, because ${monitor.name} reached a plateau.`);
          cooldown = config.number('cooldown', 0);
          wait = 0;
        }
      },
    };
  },
});
