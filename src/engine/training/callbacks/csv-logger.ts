import { defineCallback } from '../callback.js';

export default defineCallback({
  className: 'CSVLogger',
  create(config, context) {
    const path = config.text('filename', '');
    if (path === '') return 'CSVLogger is skipped, because its path could not be read from the file.';
    const separator = config.text('separator', ',');
    let keys: string[] | null = null;
    return {
      async epochEnd(epoch, logs) {
        if (keys === null) {
          keys = Object.keys(logs).sort();
          if (!keys.some((key) => key.startsWith('val_'))) keys.push(...keys.map((key) => `val_${key}`));
          await context.write(path, `${['epoch', ...keys].join(separator)}\n`, config.flag('append'));
        }
        await context.write(path, `${[epoch, ...keys.map((key) => logs[key] ?? 'NA')].join(separator)}\n`, true);
      },
    };
  },
});
