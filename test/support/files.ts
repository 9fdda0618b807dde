/** The project's own files, as git sees them: what is tracked, and what is new and not ignored. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/house.mjs';

export { root };

/** Paths relative to the root, with forward slashes. */
export function projectFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path))).sort();
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
