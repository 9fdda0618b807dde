/** Which files of a folder Keras takes, in its order: `DirectoryIterator` and `index_directory` (`keras/src/legacy/preprocessing/image.py`, `keras/src/utils/dataset_utils.py`). */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { byCodePoint } from '../../../core/code-points.js';
import { UserError } from '../../errors.js';
import { numpyShuffle } from './mersenne.js';
import { SkippedFiles } from './skipped.js';

export interface Listing {
  readonly paths: readonly string[];
  /** One a path; null where the folder gives none. */
  readonly labels: readonly number[] | null;
  readonly classNames: readonly string[];
  /** Files of each class, before training and validation are parted. */
  readonly counts: readonly number[];
  /** What lies in the folder and is not taken. */
  readonly skipped: SkippedFiles;
}

export interface ListingOptions {
  readonly classes: readonly string[] | null;
  readonly followLinks: boolean;
  readonly validationSplit: number;
  readonly subset: 'training' | 'validation' | null;
  /** Ends the walk through the folders with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What an `ImageDataGenerator` takes of a list: the first share is for validation. */
export function generatorPart<Item>(all: readonly Item[], subset: unknown, share: unknown): readonly Item[] {
  if (subset !== 'training' && subset !== 'validation') return all;
  const cut = Math.trunc((typeof share === 'number' ? share : 0) * all.length);
  return subset === 'validation' ? all.slice(0, cut) : all.slice(cut);
}

/** `Iterator.white_list_formats` and `ALLOWLIST_FORMATS`. */
export const generatorFormats = /\.(png|jpg|jpeg|bmp|ppm|tif|tiff)$/i;
const datasetFormats = /\.(bmp|gif|jpeg|jpg|png)$/i;

/** `ImageDataGenerator.flow_from_directory`: of each class the first share is for validation. */
export async function listForGenerator(folder: string, { classes, followLinks, validationSplit, subset, signal }: ListingOptions): Promise<Listing> {
  const classNames = classes ?? (await subfolders(folder));
  const skipped = new SkippedFiles();
  const files = await Promise.all(classNames.map((name) => images(join(folder, name), generatorFormats, followLinks, skipped, signal)));
  await looseFiles(folder, skipped);
  const kept = files.map((paths) => generatorPart(paths, subset, validationSplit));
  return { paths: kept.flat(), labels: kept.flatMap((paths, label) => paths.map(() => label)), classNames, counts: files.map((paths) => paths.length), skipped };
}

export interface DatasetListingOptions extends ListingOptions {
  /** Whether labels come from the folders; otherwise all images below the folder are taken, without labels. */
  readonly labelled: boolean;
  /** A label for each file in the order of their paths, where the program gives them; then folders are no classes. */
  readonly labels?: readonly number[] | null;
  readonly shuffle: boolean;
  readonly seed: number | null;
}

/** `image_dataset_from_directory`: all files in the order of their names, shuffled by the seed, of which the last share is for validation. */
export async function listForDataset(folder: string, { classes, followLinks, validationSplit, subset, labelled, shuffle, seed, signal, labels = null }: DatasetListingOptions): Promise<Listing> {
  const inferred = labelled && labels === null;
  const folders = inferred ? (classes ?? (await subfolders(folder)).filter((name) => !name.startsWith('.'))) : [];
  const skipped = new SkippedFiles();
  const files = await Promise.all((inferred ? folders : ['']).map((name) => images(join(folder, name), datasetFormats, followLinks, skipped, signal)));
  if (inferred) await looseFiles(folder, skipped);
  if (validationSplit > 0 && shuffle && seed === null) throw new UserError('image_dataset_from_directory shuffles the images before it parts them, so without a seed training and validation would overlap. Give it a seed.');
  if (labels !== null && labels.length !== files[0]!.length) throw new UserError(`image_dataset_from_directory is given ${labels.length} labels, and there are ${files[0]!.length} files in the folder. Give one label for each file, in the order of their paths.`);
  const classNames = labels === null ? folders : [...new Set(labels)].sort((a, b) => a - b).map(String);
  const all = files.flatMap((paths, at) => paths.map((path, i) => ({ path, label: labels?.[i] ?? at })));
  if (shuffle && seed !== null) numpyShuffle(all, seed);
  const held = Math.trunc(validationSplit * all.length);
  const kept = subset === null || validationSplit === 0 ? all : subset === 'training' ? all.slice(0, all.length - held) : all.slice(all.length - held);
  return { paths: kept.map(({ path }) => path), labels: labelled ? kept.map(({ label }) => label) : null, classNames, counts: labels === null ? files.map((paths) => paths.length) : classNames.map((name) => labels.filter((label) => String(label) === name).length), skipped };
}

/** Files beside the class folders, which belong to no class. */
async function looseFiles(folder: string, skipped: SkippedFiles): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isFile()) skipped.add(join(folder, entry.name), 'It lies outside of the class folders.');
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = await Promise.all(entries.map(async (entry) => (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(folder, entry.name)))) ? entry.name : null)));
  return names.filter((name): name is string => name !== null).sort(byCodePoint);
}

const isFolder = (path: string): Promise<boolean> => stat(path).then((found) => found.isDirectory(), () => false);

/** All images below a folder: folders in the order of their paths, files in the order of their names. */
async function images(folder: string, formats: RegExp, followLinks: boolean, skipped: SkippedFiles, signal: AbortSignal | undefined): Promise<string[]> {
  const found: { readonly folder: string; readonly files: string[] }[] = [];
  // Links may lead back to where they are; each folder is visited once.
  const seen = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    signal?.throwIfAborted();
    const place = followLinks ? await stat(path).catch(() => null) : null;
    if (place !== null) {
      if (seen.has(`${place.dev} ${place.ino}`)) return;
      seen.add(`${place.dev} ${place.ino}`);
    }
    const entries = await readdir(path, { withFileTypes: true }).catch((reason: unknown) => {
      const error = reason as NodeJS.ErrnoException;
      skipped.add(path, error.code === 'ENOENT' ? 'There is no such folder.' : `The folder cannot be read (${error.code ?? error.message}).`);
      return [];
    });
    const files: string[] = [];
    for (const entry of entries) {
      const linked = entry.isSymbolicLink() && (await isFolder(join(path, entry.name)));
      if (entry.isDirectory() || (linked && followLinks)) await visit(join(path, entry.name));
      else if (linked) skipped.add(join(path, entry.name), 'It is a link to a folder, and links are not followed (follow_links).');
      else if (formats.test(entry.name)) files.push(entry.name);
      else skipped.add(join(path, entry.name), 'Its name has none of the endings that Keras takes here.');
    }
    found.push({ folder: path, files: files.sort(byCodePoint) });
  };
  await visit(folder);
  return found.sort((a, b) => byCodePoint(a.folder, b.folder)).flatMap(({ folder: path, files }) => files.map((file) => join(path, file)));
}
