/**
 * Following a folder of runs. The editor's own watcher is not enough: on Linux it watches a new folder only after it was told of
 * it, and what was made inside by then it never looks at. `.convlens/runs/<run>` is made in one go, so that a project's first run
 * would leave `runs` unwatched for as long as the window is open.
 */
import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { labelFile } from './store.js';

/** Runs whose own files are followed; older ones are still seen coming and going. */
const newest = 100;

/** What a list says of a run stands in these. */
const told = new Set(['run.json', labelFile]);

/**
 * Calls `changed` whenever a run comes, goes, or says something else, also where `directory` and the folder around it are not there
 * yet. Every folder is watched first and read after: `changed` is called again once a watch stands, so nothing falls between.
 * Where a file system tells nothing, nothing is told.
 */
export function watchRuns(directory: string, changed: () => void): { dispose(): void } {
  const watchers = new Map<string, FSWatcher>();

  const leave = (path: string): void => {
    for (const [watched, watcher] of watchers) {
      if (watched !== path && !watched.startsWith(join(path, '/'))) continue;
      watchers.delete(watched);
      watcher.close();
    }
  };

  /** Watches a folder, in place of one of that name that may be gone; false where there is none. `happened` may be told of no name. */
  const follow = (path: string, happened: (name: string | null) => void): boolean => {
    leave(path);
    try {
      const watcher = watch(path, { persistent: false }, (event, name) => {
        // Some systems call a folder changed whenever something is made in it; that one is watched by itself.
        if (event === 'rename' || name === null || !watchers.has(join(path, name))) happened(name);
      });
      // A folder that is deleted while it is watched; whoever watches the one around it hears of it.
      watcher.on('error', () => leave(path));
      watchers.set(path, watcher);
      return true;
    } catch {
      return false;
    }
  };

  const followRun = (run: string): void => {
    if (follow(run, (name) => { if (name === null || told.has(name)) changed(); })) changed();
  };

  const followRuns = (): void => {
    const standing = follow(directory, (name) => {
      changed();
      if (name === null) followRuns();
      else followRun(join(directory, name));
    });
    if (!standing) return;
    for (const name of namesIn(directory).sort().slice(-newest)) followRun(join(directory, name));
    changed();
  };

  /** The folders around, from the outermost that is surely there: each tells of the next. */
  const followWithin = (outer: string, inner: string, then: () => void): void => {
    const standing = follow(outer, (name) => {
      if (name !== null && name !== basename(inner)) return;
      changed();
      then();
    });
    if (standing) then();
  };

  const hidden = dirname(directory);
  followWithin(dirname(hidden), hidden, () => followWithin(hidden, directory, followRuns));
  return { dispose: () => { for (const watcher of watchers.values()) watcher.close(); watchers.clear(); } };
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
