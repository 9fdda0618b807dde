/** Images that were dropped or pasted: kept in the extension's own storage, because a page gives their bytes and no path. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, wordsOf } from '../../core/protocol/failure.js';

/** Kept images; those kept longest ago make room. */
const most = 50;

/** Bytes of a name that every file system takes. */
const longestName = 200;

/** Writes an image below a folder and returns its path. It keeps its own name; what is in it names the folder it lies in, so that two of one name are two. Throws a UserError where it cannot be written. */
export async function keepImage(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  const own = join(folder, createHash('sha256').update(bytes).digest('hex').slice(0, 16));
  const path = join(own, safeName(name));
  try {
    await mkdir(own, { recursive: true });
    await writeFile(path, bytes);
    await utimes(own, new Date(), new Date());
    await forgetOld(folder);
  } catch (error) {
    throw new UserError(`The image could not be kept in ${folder} (${wordsOf(error)}); make room there, or open it as a file.`);
  }
  return path;
}

async function forgetOld(folder: string): Promise<void> {
  const kept = await Promise.all((await readdir(folder)).map(async (name) => ({ path: join(folder, name), time: (await stat(join(folder, name))).mtimeMs })));
  for (const { path } of kept.sort((a, b) => b.time - a.time).slice(most)) await rm(path, { recursive: true, force: true });
}

/** Names that Windows keeps for devices, whatever their ending. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A name as the person gave it, changed only where a file system would not take it. */
export function safeName(name: string): string {
  const allowed = [...name].map((letter) => (letter < ' ' || letter === '\x7f' || '\\/:*?"<>|'.includes(letter) ? '-' : letter)).join('').replace(/[. ]+$/, '').trimStart();
  if (/^[.-]*$/.test(allowed)) return 'image';
  const whole = reserved.test(allowed) ? `_${allowed}` : allowed;
  const ending = /\.[^.]{1,10}$/.exec(whole)?.[0] ?? '';
  const stem = [...whole.slice(0, whole.length - ending.length)];
  while (Buffer.byteLength(stem.join('') + ending) > longestName) stem.pop();
  return stem.join('') + ending;
}
