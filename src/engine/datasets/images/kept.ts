/**
 * Decoded and resized images on the disk, from one training to the next: a folder for one list of files and one way of reading them. `values` holds the
 * images one after the other, `sums` a checksum of each, 0 where it is not there; so an image that was cut by a crash is decoded again. Two processes may
 * fill one folder at once: they write the same bytes.
 */
import { createHash } from 'node:crypto';
import { closeSync, constants, existsSync, mkdirSync, openSync, readSync, readdirSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { storageFolder } from '../../devices/install/storage.js';
import type { ImageRecipe } from '../decoder/protocol.js';

/** Changes where the values of the same file and recipe would. */
const version = 2;

const imagesFolder = (): string => join(storageFolder(), 'images');

/** Bytes that all such folders may take together; 0, which is also what holds where nobody says more, keeps nothing. */
const space = (): number => Number(process.env['CONVLENS_IMAGE_SPACE'] ?? 0) || 0;

/**
 * The folder for these files read in this way, made where it is not there, with room for `bytes`: folders that were used longest ago are deleted for it.
 * Null where they have no room, or the disk takes no folder.
 */
export async function keptFolder(paths: readonly string[], recipe: ImageRecipe, bytes: number): Promise<string | null> {
  if (bytes > space()) return null;
  const { colorMode, height, width, interpolation, resizing, crop, pad = false } = recipe;
  const hash = createHash('sha256').update(JSON.stringify([version, colorMode, height, width, interpolation, resizing, crop, pad]));
  for (let from = 0; from < paths.length; from += 256) {
    const part = paths.slice(from, from + 256);
    const states = await Promise.all(part.map((path) => stat(path).then(({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`, () => '')));
    part.forEach((path, i) => hash.update(`${path}\0${states[i]}\0`));
  }
  const folder = join(imagesFolder(), hash.digest('hex').slice(0, 32));
  try {
    mkdirSync(folder, { recursive: true });
    const now = new Date();
    utimesSync(folder, now, now);
    makeRoom(folder, space() - bytes);
    return folder;
  } catch {
    return null;
  }
}

/** Deletes what was used longest ago until the others take no more than `left` bytes. */
function makeRoom(own: string, left: number): void {
  const others = readdirSync(imagesFolder()).map((name) => join(imagesFolder(), name)).filter((folder) => folder !== own)
    .map((folder) => ({ folder, used: statSync(folder).mtimeMs, bytes: existsSync(join(folder, 'values')) ? statSync(join(folder, 'values')).size : 0 }))
    .sort((a, b) => b.used - a.used);
  let taken = 0;
  for (const { folder, bytes } of others) if ((taken += bytes) > left) rmSync(folder, { recursive: true, force: true });
}

interface Files {
  readonly values: number;
  readonly sums: number;
}

/** The folders that this thread has open, those used last at the end; null for one that cannot be read or written. */
const open = new Map<string, Files | null>();
const mostOpen = 4;

/** Reads image `index` into `place`; false where it is not there whole. Never throws. */
export function readKept(folder: string, index: number, place: Uint8Array): boolean {
  const files = filesOf(folder);
  if (files === null) return false;
  try {
    const sum = new Uint32Array(1);
    if (readSync(files.sums, sum, 0, 4, index * 4) < 4 || sum[0] === 0) return false;
    return readSync(files.values, place, 0, place.length, index * place.length) === place.length && checksum(place) === sum[0];
  } catch {
    return false;
  }
}

/** Writes image `index`; where the disk is full or read-only, this thread keeps no more in that folder. Never throws. */
export function keep(folder: string, index: number, place: Uint8Array): void {
  const files = filesOf(folder);
  if (files === null) return;
  try {
    writeSync(files.values, place, 0, place.length, index * place.length);
    writeSync(files.sums, Uint32Array.of(checksum(place)), 0, 4, index * 4);
  } catch {
    close(files);
    open.set(folder, null);
  }
}

function filesOf(folder: string): Files | null {
  let files = open.get(folder);
  open.delete(folder);
  if (files === undefined) {
    try {
      // None of fs's letters makes a file that is not there and leaves one that is.
      const file = (name: string) => openSync(join(folder, name), constants.O_RDWR | constants.O_CREAT);
      files = { values: file('values'), sums: file('sums') };
    } catch {
      files = null;
    }
  }
  open.set(folder, files);
  if (open.size > mostOpen) {
    const [oldest, old] = [...open][0]!;
    open.delete(oldest);
    if (old) close(old);
  }
  return files;
}

function close({ values, sums }: Files): void {
  closeSync(values);
  closeSync(sums);
}

/** FNV-1a over 32-bit words and the bytes after them, never 0. */
function checksum(place: Uint8Array): number {
  const aligned = place.byteOffset % 4 === 0;
  const words = aligned ? new Uint32Array(place.buffer, place.byteOffset, place.length >> 2) : new Uint32Array(place.slice(0, place.length & ~3).buffer);
  let hash = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i]!, 0x01000193);
  for (let i = place.length & ~3; i < place.length; i++) hash = Math.imul(hash ^ place[i]!, 0x01000193);
  return hash >>> 0 || 1;
}
