/** Python files that a command is asked to look at. */
import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { projectOf } from '../client/project.js';
import { importsKeras } from '../core/features/relevance.js';
import { isExcluded } from '../core/project.js';
import { readText } from './files.js';

/** Folders that hold no code of the project's own. */
const FOREIGN: ReadonlySet<string> = new Set(['node_modules', 'venv', 'env', 'site-packages', '__pycache__', 'build', 'dist']);

/** Files as they were named; of a folder every Python file below it that imports Keras, by name, without those that the project excludes. */
export function sourcesOf(operands: readonly string[]): readonly string[] {
  return operands.flatMap((operand) => (statSync(operand, { throwIfNoEntry: false })?.isDirectory() ? [...below(operand)] : [operand]));
}

function* below(folder: string): Iterable<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || FOREIGN.has(entry.name)) continue;
    if (entry.isDirectory()) yield* below(path);
    else if (entry.isFile() && entry.name.endsWith('.py') && !excludes(path) && importsKeras(readText(path))) yield path;
  }
}

function excludes(path: string): boolean {
  const { project, file } = projectOf(resolve(path));
  return file !== null && project.exclude.length > 0 && isExcluded(relative(join(file, '..'), resolve(path)).replaceAll('\\', '/'), project.exclude);
}
