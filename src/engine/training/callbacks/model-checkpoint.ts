import { defineCallback } from '../callback.js';
import { Monitor } from '../monitor.js';
import { formatPath } from '../format-path.js';

export default defineCallback({
  className: 'ModelCheckpoint',
  create(config, context, memory) {
    const path = config.text('filepath', '');
    if (path === '') return 'ModelCheckpoint is skipped, because its path could not be read from the file; every epoch is kept in the run folder anyway.';
    const weightsOnly = config.flag('saveWeightsOnly');
    const unsavable = weightsOnly ? null : context.unsavable(path);
    if (unsavable !== null) return `ModelCheckpoint is skipped, because ${unsavable}. Every epoch is kept in the run folder anyway.`;
    const monitor = new Monitor(config, { best: memory.best ?? config.optional('initialValueThreshold') });
    const every = config.optional('saveFreq');
    let currentEpoch = 0;
    const save = async (epoch: number, logs: Readonly<Record<string, number>>): Promise<void> => {
      if (config.flag('saveBestOnly')) {
        const value = monitor.read(logs, 'ModelCheckpoint');
        if (typeof value === 'string') context.log(value);
        else if (!monitor.isBetter(value, monitor.best)) return;
        else memory.best = monitor.best = value;
      }
      await context.save(formatPath(path, { epoch: epoch + 1, ...logs }), weightsOnly);
    };
    return {
      epochBegin: (epoch) => void (currentEpoch = epoch),
      async batchEnd(_batch, logs) {
        if (every === null || (memory.batches = (memory.batches ?? 0) + 1) < every) return;
        memory.batches = 0;
        await save(currentEpoch, logs);
      },
      async epochEnd(epoch, logs) {
        if (every === null) await save(epoch, logs);
      },
    };
  },
});
