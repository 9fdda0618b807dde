/** Which images of a folder are shown, and what is counted of them. Pure. */
import type { FolderDrawing, FolderImage } from '../folder.js';
import type { Options } from '../view.js';
import type { CamThumbnail } from './thumbnail.js';

export type Results = FolderDrawing<CamThumbnail>['results'];
export type Verdict = 'all' | 'right' | 'wrong';

/** What the panel's options ask to see of a folder. */
export const wanted = ({ verdict, predicted, within }: Options) => ({
  verdict: (verdict === 'right' || verdict === 'wrong' ? verdict : 'all'),
  predicted: typeof predicted === 'string' ? predicted : null,
  within: typeof within === 'string' ? within : null,
});

const entryOf = (results: Results, { path }: FolderImage): CamThumbnail | null => {
  const result = results.get(path);
  return result && 'entry' in result ? result.entry : null;
};

/** The images that pass all filters. What is still to come passes where only its folder is asked for: its class is not known yet. */
export function shownImages(images: readonly FolderImage[], results: Results, options: Options): FolderImage[] {
  const { verdict, predicted, within } = wanted(options);
  return images.filter((image) => {
    if (within !== null && image.className !== within) return false;
    if (verdict === 'all' && predicted === null) return true;
    const entry = entryOf(results, image);
    return entry !== null && (predicted === null || entry.predicted === predicted) && (verdict === 'all' || entry.right === (verdict === 'right'));
  });
}

export interface FolderCounts {
  readonly done: number;
  readonly failed: number;
  /** Of those whose folder names a class. */
  readonly right: number;
  readonly judged: number;
  /** Images by predicted class and by folder, in the order of their names. */
  readonly predicted: readonly (readonly [name: string, count: number])[];
  readonly folders: readonly (readonly [name: string, count: number])[];
}

export function countsOf(images: readonly FolderImage[], results: Results): FolderCounts {
  const entries = images.flatMap((image) => entryOf(results, image) ?? []);
  const judged = entries.filter(({ right }) => right !== null);
  return {
    done: entries.length,
    failed: images.filter(({ path }) => 'failure' in (results.get(path) ?? {})).length,
    right: judged.filter(({ right }) => right).length,
    judged: judged.length,
    predicted: tally(entries.map(({ predicted }) => predicted)),
    folders: tally(images.flatMap(({ className }) => className ?? [])),
  };
}

function tally(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
}
