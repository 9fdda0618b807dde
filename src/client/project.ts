/** Finds what a project chooses for the files below it. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileStamp } from '../core/modelfiles/stamp.js';
import { type Project, type ReadProject, noProject, readProject } from '../core/project.js';

export interface FoundProject {
  readonly project: Project;
  /** The pyproject.toml that chooses; null where none does. */
  readonly file: string | null;
  readonly problems: readonly string[];
}

const known = new Map<string, ReadProject & { readonly stamp: string }>();

/** The nearest pyproject.toml, from a file's folder upward, that has a `[tool.convlens]`. */
export function projectOf(file: string): FoundProject {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, 'pyproject.toml');
    const read = readAt(path);
    if (read?.project) return { project: read.project, file: path, problems: read.problems };
    if (dirname(folder) === folder) return { project: noProject, file: null, problems: [] };
  }
}

/** Read again only where the file has changed. A file that may not be read is as one that is not there. */
function readAt(path: string): ReadProject | null {
  try {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    if (!stat?.isFile()) return null;
    const stamp = fileStamp(stat);
    const before = known.get(path);
    if (before?.stamp === stamp) return before;
    const read = { ...readProject(readFileSync(path, 'utf8')), stamp };
    known.set(path, read);
    return read;
  } catch {
    return null;
  }
}
