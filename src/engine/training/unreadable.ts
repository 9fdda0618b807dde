import { basename, join } from 'node:path';
import { writeWhole } from '../runs/files.js';
import type { Run } from '../runs/run.js';

/** Images named in a sentence; the file lists all. */
const named = 3;

/** Says of images that could not be read how many and which they are, and lists them in the run's `unreadable.txt`. */
export class UnreadableReport {
  private told = 0;

  constructor(
    private readonly run: Pick<Run, 'directory'>,
    private readonly images: () => ReadonlyMap<string, string>,
  ) {}

  /** A sentence where there are more than before. */
  async news(): Promise<string[]> {
    const images = [...this.images()];
    if (images.length === this.told) return [];
    this.told = images.length;
    await writeWhole(join(this.run.directory, 'unreadable.txt'), images.map(([path, reason]) => `${path}\t${reason}\n`).join(''));
    const first = images.slice(0, named).map(([path, reason]) => `${basename(path)} (${reason.replace(/\.$/, '')})`).join(', ');
    return [`${images.length} image${images.length === 1 ? '' : 's'} could not be read and ${images.length === 1 ? 'is' : 'are'} left out: ${first}${images.length > named ? `, and ${images.length - named} more` : ''}. The run's unreadable.txt lists ${images.length === 1 ? 'it' : 'them'}.`];
  }
}
