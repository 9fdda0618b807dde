/** Finds what a Python file imports from its own project: text that an editor has not saved yet, else the file on disk. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileStamp } from '../core/modelfiles/stamp.js';

interface Module {
  readonly file: string;
  readonly text: string;
}

/** Texts of files by path, read again when the file has changed. */
const known = new Map<string, { readonly stamp: string; readonly text: string }>();

/** Larger files are data, not models. */
const mostBytes = 2 ** 20;

/**
 * Looks up a module by its dotted name (leading dots are relative to `from`), beside the file and then in the workspace's
 * folders; `undefined` where no file of the workspace has that name.
 */
export function readModule(name: string, from: string, roots: readonly string[], unsaved: { readonly [path: string]: string }): Module | undefined {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  const parts = name.slice(dots).split('.').filter(Boolean);
  const beside = dirname(from);
  for (const root of dots > 0 ? [join(beside, ...Array.from({ length: dots - 1 }, () => '..'))] : [beside, ...roots]) {
    const base = join(root, ...parts);
    for (const file of parts.length > 0 ? [`${base}.py`, join(base, '__init__.py')] : [join(base, '__init__.py')]) {
      const text = unsaved[file] ?? textOf(file);
      if (text !== undefined) return { file, text };
    }
  }
  return undefined;
}

function textOf(file: string): string | undefined {
  try {
    const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
    if (!stat?.isFile() || stat.size > mostBytes) return undefined;
    const stamp = fileStamp(stat);
    const remembered = known.get(file);
    if (remembered?.stamp === stamp) return remembered.text;
    const text = readFileSync(file, 'utf8');
    known.set(file, { stamp, text });
    return text;
  } catch {
    // A file that may not be read is to the analysis as one that is not there.
    return undefined;
  }
}
