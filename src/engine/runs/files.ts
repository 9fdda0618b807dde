/** Files that a reader never sees half written: written beside, flushed to the disk, then renamed. */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

let counter = 0;

/** Replaces or makes a file as a whole. After a crash the old or the new content is there, never a part. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}-${counter++}.tmp`;
  const file = await open(beside, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(beside, { force: true });
    throw error;
  }
  await file.close();
  await rename(beside, path);
}

/** Removes what writers left that were killed before they could rename it. */
export async function removeParts(folder: string): Promise<void> {
  const files = await readdir(folder).catch(() => []);
  await Promise.all(files.filter((file) => /\.\d+-\d+\.tmp$/.test(file)).map((file) => rm(join(folder, file), { force: true })));
}
