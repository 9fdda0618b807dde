/** The images of a folder, for a sheet of all of them. */
import { readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { UserError, wordsOf } from '../../core/protocol/failure.js';
import type { FolderImage, FolderListing } from '../../visualizations/folder.js';

/** Endings of the files that the engine reads. */
export const imageEndings = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'tif', 'tiff'] as const;

/** Images shown of one folder; a sheet of more is of no use to a person, and has to be kept in memory. */
const mostImages = 2000;

/** The images in a folder and in those below it, in the order of their names; hidden folders are left out. Throws a UserError where it cannot be read. */
export async function imagesIn(folder: string): Promise<FolderListing> {
  const files = await filesBelow(folder).catch((error: unknown) => {
    throw new UserError(`The folder ${folder} could not be read (${wordsOf(error)}); choose another one.`);
  });
  const paths = files.filter((file) => imageEndings.some((ending) => extname(file).slice(1).toLowerCase() === ending));
  return { folder, images: paths.slice(0, mostImages).map((path) => imageAt(folder, path)), total: paths.length };
}

function imageAt(folder: string, path: string): FolderImage {
  const parts = relative(folder, path).split(sep);
  return { path, name: parts.join('/'), className: parts.length > 1 ? (parts[0] ?? null) : null };
}

/** Files of a folder, then those of the folders in it. */
async function filesBelow(folder: string): Promise<string[]> {
  // Made where it is needed: it loads a locale, which costs more than all that activation does.
  const byName = new Intl.Collator('en', { numeric: true }).compare;
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => byName(a.name, b.name));
  const below = await Promise.all(entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => filesBelow(join(folder, name))));
  return [...entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name)), ...below.flat()];
}
