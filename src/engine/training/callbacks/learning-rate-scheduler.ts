import { defineCallback } from '../callback.js';

/** The schedule is a function of the user's; where the analyser could evaluate it, `values` holds the rate of each epoch. */
export default defineCallback({
  className: 'LearningRateScheduler',
  create(config, context) {
    const values = config.numbers('values');
    if (values === null || values.length === 0) return 'LearningRateScheduler is skipped, because its function could not be evaluated. Use a schedule of keras.optimizers.schedules to have it run here.';
    if (!context.learningRateSettable) return 'LearningRateScheduler cannot change a learning rate that a schedule decides; training goes on without it.';
    return {
      epochBegin: (epoch) => void (context.learningRate = values[Math.min(epoch, values.length - 1)]!),
      epochEnd: (_epoch, logs) => void (logs.learning_rate = context.learningRate),
    };
  },
});
