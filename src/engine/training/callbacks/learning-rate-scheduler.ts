import { defineCallback } from '../callback.js';

/** The schedule is a function of the user's; where the analyser could evaluate it, `values` holds the rate of each epoch. */
export default defineCallback({
  className: 'LearningRateScheduler',
  create(config, context) {
    const values = config.numbers('values');
    if (values === null || values.length === 0) return 'LearningRateScheduler is skipped, because what its function gives could not be worked out from the file. Use a schedule of keras.optimizers.schedules to have it run here.';
    if (!context.learningRateSettable) return 'LearningRateScheduler cannot change a learning rate that a schedule decides; training goes on without it.';
    if (context.epochs > values.length) context.log(`The function of LearningRateScheduler was followed for ${values.length} epochs; from epoch ${values.length + 1} on the rate stays at ${values.at(-1)}.`);
    return {
      epochBegin: (epoch) => void (context.learningRate = values[Math.min(epoch, values.length - 1)]!),
      epochEnd: (_epoch, logs) => void (logs.learning_rate = context.learningRate),
    };
  },
});
