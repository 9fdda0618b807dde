/** How a run's folder and its checkpoints are named: by who writes them, and by all who look for them. */

/** The part of a folder's name that tells a run's source (its file's name, without a path): no ending, and no sign that a file system may refuse. */
export const sourceStem = (fileName: string): string => fileName.replace(/\.[^.]*$/, '').replace(/[^\w.-]+/g, '-');

/** `<time>-<stem>`, e.g. `20261127-140211-mnist`; the time is that of Greenwich. */
export const runFolderName = (started: Date, stem: string): string => `${started.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)}-${stem}`;

/** The stem in the name of a folder, with the number behind it where several runs began in one second; null for a folder that is not named so. */
export const stemOfFolder = (name: string): string | null => /^\d{8}-\d{6}-(.*)$/.exec(name)?.[1] ?? null;

/** Name of the file with the weights after so many epochs. */
export const checkpointFile = (epochsDone: number): string => `epoch-${String(epochsDone).padStart(4, '0')}.keras`;

/** Finished epochs that have a checkpoint among files of these names, ascending. */
export const checkpointEpochs = (names: readonly string[]): number[] => names.flatMap((name) => /^epoch-(\d+)\.keras$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);
