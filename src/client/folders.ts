/** Finds the folders in a folder: what Keras takes for classes. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { byCodePoint } from '../core/code-points.js';
import { fileStamp } from '../core/modelfiles/stamp.js';

/** What was found by path, read again when the folder has changed. */
const known = new Map<string, { readonly stamp: string; readonly names: readonly string[] }>();

/** Names of the folders in `path`, which is relative to the program's file as it is for the training; null where there is no such folder. */
export function readFolder(path: string, from: string): readonly string[] | null {
  const place = isAbsolute(path) ? path : join(dirname(from), path);
  if (!isAbsolute(place)) return null;
  try {
    const stat = statSync(place, { throwIfNoEntry: false, bigint: true });
    if (!stat?.isDirectory()) return null;
    const stamp = fileStamp(stat);
    const remembered = known.get(place);
    if (remembered?.stamp === stamp) return remembered.names;
    const names = readdirSync(place, { withFileTypes: true }).filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(place, entry.name)))).map(({ name }) => name).sort(byCodePoint);
    known.set(place, { stamp, names });
    return names;
  } catch {
    return null;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
