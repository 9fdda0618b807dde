/** Paths that fit a pattern, as Python's `glob` and `pathlib`, and TensorFlow's `gfile`, find them. */
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { byCodePoint } from '../../../core/code-points.js';

export interface GlobOptions {
  /** What relative patterns are relative to. */
  readonly folder: string;
  /** Whether `**` stands for any number of folders; otherwise it is a star. */
  readonly recursive: boolean;
  /** Whether names with a dot in front fit stars. */
  readonly hidden: boolean;
}

/** The paths as the pattern begins them, in the order of their names: the file system's own order, in which `glob` gives them, is none to count on. */
export async function pathsLike(pattern: string, { folder, recursive, hidden }: GlobOptions): Promise<string[]> {
  const parts = pattern.split('/');
  let found: string[] = [''];
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    const next: string[] = [];
    for (const path of found) {
      const begun = i === 0 ? '' : `${path}/`;
      if (!/[*?[]/.test(part)) next.push(`${begun}${part}`);
      else if (part === '**' && recursive) next.push(...(await below(path, i === 0, last)));
      else next.push(...(await entries(i === 0 ? '.' : path || '/')).filter(({ name }) => fits(name, part, hidden)).map(({ name }) => `${begun}${name}`));
    }
    found = [...new Set(next)];
  }
  const there = await Promise.all(found.map((path) => stat(whole(path)).then((state) => !pattern.endsWith('/') || state.isDirectory(), () => false)));
  return found.filter((path, i) => path !== '' && there[i]).sort(byCodePoint);

  function whole(path: string): string {
    return isAbsolute(path) ? path : join(folder, path);
  }
  async function entries(path: string): Promise<{ readonly name: string; readonly isFolder: boolean }[]> {
    const listed = await readdir(whole(path), { withFileTypes: true }).catch(() => []);
    return listed.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  }
  /** The folder itself and all below it; behind the pattern's end files as well. */
  async function below(path: string, first: boolean, files: boolean): Promise<string[]> {
    const inside = (await entries(first ? '.' : path)).filter(({ name, isFolder }) => (isFolder || files) && (hidden || !name.startsWith('.')));
    const deeper = await Promise.all(inside.map(async ({ name, isFolder }) => (isFolder ? below(first ? name : `${path}/${name}`, false, files) : [`${first ? '' : `${path}/`}${name}`])));
    return [first ? '.' : path, ...deeper.flat()];
  }
}

/** `fnmatch`: stars, question marks and sets of characters. */
function fits(name: string, pattern: string, hidden: boolean): boolean {
  if (!hidden && name.startsWith('.') && !pattern.startsWith('.')) return false;
  const expression = pattern.replace(/\[(!?)(\]?[^\]]*)\]|[*?]|[.+^${}()|\\[\]]/g, (piece, negated: string | undefined, set: string | undefined) => {
    if (piece === '*') return '[^/]*';
    if (piece === '?') return '[^/]';
    return set === undefined ? `\\${piece}` : `[${negated === '!' ? '^' : ''}${set.replaceAll('\\', '\\\\').replace(/^\]/, '\\]')}]`;
  });
  return new RegExp(`^${expression}$`, 'su').test(name);
}
