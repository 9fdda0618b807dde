/** Fetches one file: goes on where an earlier attempt was cut off, tells how far it is, and checks what arrived. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { UserError } from '../../errors.js';
import { digestIn, isEncoded, type Digest } from './digests.js';
import type { InstallOptions } from './install.js';
import type { Download } from './sources.js';

/** What is known of a file that is only partly here. */
interface Remembered {
  readonly url: string;
  /** The server's name for this version of the file (ETag): without one nothing can be added to what is here. */
  readonly version: string | null;
  readonly digest: Digest | null;
}

const noteOf = (file: string): string => `${file}.json`;

/** Asks for the file as it is stored: its length and checksum are then those of what arrives. */
export const asStored = { 'accept-encoding': 'identity' } as const;

/** Throws a UserError where the network fails or the file is not the expected one; what has arrived of it stays for the next attempt. */
export async function download(file: string, { url, published }: Pick<Download, 'url' | 'published'>, title: string, { signal, progress, fetch: get = fetch }: InstallOptions): Promise<void> {
  const failed = (reason: string): UserError => new UserError(`${url} could not be downloaded: ${reason}. Look at the connection and install it again; it goes on where it was cut off.`);
  const known = await remembered(file, url);
  let have = known ? (await stat(file).catch(() => ({ size: 0 }))).size : 0;
  let digest = known?.digest ?? null;
  try {
    const headers: Record<string, string> = known && have > 0 ? { ...asStored, range: `bytes=${have}-`, 'if-range': known.version! } : asStored;
    const response = await get(url, { signal, headers });
    const complete = response.status === 416 && response.headers.get('content-range') === `bytes */${have}`;
    if (!complete) {
      if (!response.ok || response.body === null) throw failed(`the server answered ${response.status}`);
      // Anything but the part that was asked for is the whole file.
      const added = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${have}-`) === true;
      if (response.status === 206 && !added) throw failed('the server sent another part of it than was asked for');
      if (!added) [have, digest] = [0, digestIn(response.headers)];
      await writeFile(noteOf(file), JSON.stringify({ url, version: strongVersion(response.headers), digest } satisfies Remembered));
      const length = Number(response.headers.get('content-length'));
      const total = length > 0 && !isEncoded(response.headers) ? have + length : null;
      const out = await open(file, added ? 'a' : 'w');
      try {
        let [done, told] = [have, -Infinity];
        for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
          await out.write(chunk);
          done += chunk.byteLength;
          if (performance.now() - told < 250 && done !== total) continue;
          told = performance.now();
          progress({ line: title, done, total });
        }
        if (total !== null && done !== total) throw failed(`the connection ended after ${done} of ${total} bytes`);
      } finally {
        await out.close();
      }
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { message, cause } = error as Error;
    throw failed(cause instanceof Error ? cause.message : message);
  }
  const theirs = (await published?.(get)) ?? null;
  if (theirs === null && digest === null) progress({ line: `${title}: nobody tells a checksum of it now; its size and the files in it are checked`, done: 0, total: null });
  for (const expected of [theirs, digest]) {
    if (expected === null || (await digestOf(file, expected.algorithm)) === expected.base64) continue;
    await Promise.all([rm(file), rm(noteOf(file), { force: true })]);
    throw failed('its checksum is not the expected one, so it is damaged or another file');
  }
}

/** What an earlier attempt left that can be gone on with. */
async function remembered(file: string, url: string): Promise<Remembered | null> {
  try {
    const note = JSON.parse(await readFile(noteOf(file), 'utf8')) as Remembered;
    return note.url === url && note.version !== null ? note : null;
  } catch {
    return null;
  }
}

/** A weak ETag names files that only mean the same, and parts of two such ones do not fit together (RFC 9110, 13.1.5). */
function strongVersion(headers: Headers): string | null {
  const tag = headers.get('etag');
  return tag === null || tag.startsWith('W/') || isEncoded(headers) ? null : tag;
}

/** Checksum of a file in base64. */
export async function digestOf(file: string, algorithm: Digest['algorithm']): Promise<string> {
  const sum: Hash = createHash(algorithm);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) sum.update(chunk as Uint8Array);
  return sum.digest('base64');
}
