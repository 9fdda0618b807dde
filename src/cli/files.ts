/** Reads and writes for verbs; what the system says about a failure becomes one sentence. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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
