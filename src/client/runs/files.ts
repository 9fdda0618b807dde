import { readFile, readdir, stat } from 'node:fs/promises';
import { fileStamp } from '../../core/modelfiles/stamp.js';

/** What the list of runs asks of the file system; a test counts it. What is not there is null or empty. */
export interface RunFiles {
  /** Names of the folders inside a folder. */
  folders(path: string): Promise<readonly string[]>;
  /** Names of the files inside a folder. */
  files(path: string): Promise<readonly string[]>;
  text(path: string): Promise<string | null>;
  /** Changes whenever the file is replaced or written to. */
  stamp(path: string): Promise<string>;
}

export const diskFiles: RunFiles = {
  folders: async (path) => (await readdir(path, { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isDirectory()).map(({ name }) => name),
  files: (path) => readdir(path).catch(() => []),
  text: (path) => readFile(path, 'utf8').catch(() => null),
  stamp: (path) => stat(path, { bigint: true }).then(fileStamp, () => ''),
};

/** Does work on all items, a few at a time: a thousand files opened at once are more than a process may have open. */
export async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>, atOnce = 32): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const turn = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, turn));
  return results;
}
