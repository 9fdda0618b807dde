import type { FileNote } from '../../../core/protocol/data.js';

/** Of more files than this only the number is kept: a folder may hold any number of them. */
const kept = 200;

/** Files that are there, or should be, and are not taken, with the reason of each of the first ones. */
export class SkippedFiles {
  count = 0;
  readonly first: FileNote[] = [];

  add(path: string, reason: string): void {
    this.count++;
    if (this.first.length < kept) this.first.push({ path, reason });
  }
}
