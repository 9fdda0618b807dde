import { renameSync, writeFileSync } from 'node:fs';

/** Replaces or makes a file as a whole: a reader sees the old or the new content, never a part. */
export function writeWholeSync(path: string, content: string | Uint8Array): void {
  const beside = `${path}.${process.pid}-0.tmp`;
  writeFileSync(beside, content);
  renameSync(beside, path);
}
