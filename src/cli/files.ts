/** Reads and writes for verbs; what the system says about a failure becomes one sentence. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunInfo } from '../core/protocol/engine.js';
import { UserError } from '../core/protocol/failure.js';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'access is not allowed',
  EPERM: 'access is not allowed',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

/** Text of a Python file, without a byte order mark. Throws a UserError. */
export function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: false }).decode(readFileSync(path));
  } catch (error) {
    throw new UserError(`${path} could not be read: ${reasonOf(error)}.`);
  }
}

/** What a run's folder says of it. Throws a UserError where it is none. */
export function readRun(directory: string): RunInfo {
  const path = join(directory, 'run.json');
  if (!existsSync(path)) throw new UserError(`${directory} is not a run: it holds no run.json. \`convlens train\` makes runs, by default under .convlens/runs.`);
  try {
    return { ...(JSON.parse(readFileSync(path, 'utf8')) as RunInfo), directory };
  } catch (error) {
    throw new UserError(`${path} could not be read: ${reasonOf(error)}. Choose another run, or train again.`);
  }
}

/** Writes a file and the folders above it. Throws a UserError. */
export function writeFile(path: string, content: Uint8Array | string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (error) {
    throw new UserError(`${path} could not be written: ${reasonOf(error)}. Choose another folder with --out.`);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? message;
}
