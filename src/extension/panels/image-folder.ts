/** The images of a folder, for a sheet of all of them. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { UserError, wordsOf } from '../../core/protocol/failure.js';
import { isImageName } from '../../core/protocol/images.js';
import type { FolderImage, FolderListing } from '../../visualizations/folder.js';

/** Images shown of one folder; a sheet of more is of no use to a person, and has to be kept in memory. */
const mostImages = 2000;

/** Files and folders looked at: somebody may choose a whole disk by mistake. */
const mostEntries = 100_000;

/** Folders that are named of those that could not be read. */
const mostNamed = 3;

type ReadFolder = (path: string) => Promise<readonly Dirent[]>;

/**
 * The images in a folder and in those below it, in the order of their names; hidden folders are left out, and what lies behind a
 * link. A folder below it that cannot be read is noted, not a reason to show none. Throws a UserError where the folder itself cannot.
 */
export async function imagesIn(folder: string, read: ReadFolder = (path) => readdir(path, { withFileTypes: true }), most = mostEntries): Promise<FolderListing> {
  // Made where it is needed: it loads a locale, which costs more than all that activation does.
  const byName = new Intl.Collator('en', { numeric: true }).compare;
  const paths: string[] = [];
  const unread: string[] = [];
  // The next one to be read is the last.
  const waiting = [folder];
  let seen = 0;
  while (seen < most) {
    const path = waiting.pop();
    if (path === undefined) break;
    let entries: readonly Dirent[];
    try {
      entries = await read(path);
    } catch (error) {
      if (path === folder) throw new UserError(`The folder ${folder} could not be read (${wordsOf(error)}); choose another one.`);
      unread.push(relative(folder, path));
      continue;
    }
    seen += entries.length;
    const sorted = [...entries].sort((a, b) => byName(a.name, b.name));
    for (const entry of sorted) if (entry.isFile() && isImageName(entry.name)) paths.push(join(path, entry.name));
    for (const entry of sorted.reverse()) if (entry.isDirectory() && !entry.name.startsWith('.')) waiting.push(join(path, entry.name));
  }
  const named = unread.slice(0, mostNamed).join(', ');
  const notes = [
    ...(unread.length > 0 ? [`${unread.length === 1 ? `The folder ${named} below it` : `${unread.length.toLocaleString('en-US')} folders below it (${named}${unread.length > mostNamed ? ', …' : ''})`} could not be read.`] : []),
    ...(waiting.length > 0 ? [`The folder holds very many files; after ${seen.toLocaleString('en-US')} of them no more were looked at. Choose a folder further down to see the others.`] : []),
  ];
  return { folder, images: paths.slice(0, mostImages).map((path) => imageAt(folder, path)), total: paths.length, notes };
}

function imageAt(folder: string, path: string): FolderImage {
  const parts = relative(folder, path).split(sep);
  return { path, name: parts.join('/'), className: parts.length > 1 ? (parts[0] ?? null) : null };
}
