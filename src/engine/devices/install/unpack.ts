/** Unpacks what was fetched, and checks that what is expected of it is there, whole. */
import { execFile } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { AsyncUnzipInflate, Unzip } from 'fflate';
import type { Source } from './sources.js';

const run = promisify(execFile);
/** Node has it since 20.15; lengths are looked at in any case. */
const crc32 = (zlib as { readonly crc32?: typeof zlib.crc32 }).crc32;

/** Throws where the archive is damaged, or lacks a file. */
export async function unpack(file: string, into: string, source: Source): Promise<void> {
  await mkdir(into, { recursive: true });
  if (source.kind === 'zip') await unzip(file, into, source.strip, source.only ?? []);
  // gzip has a checksum of its own, which tar's reader looks at.
  else await run('tar', ['-xzf', file, '-C', into, `--strip-components=${source.strip}`]);
  const missing = missingOf(into, source);
  if (missing.length > 0) throw new Error(`it does not hold ${missing.join(', ')}`);
}

/** Files that an installation should have and has not; what a link points to must be there. */
export const missingOf = (into: string, { expects }: Pick<Source, 'expects'>): readonly string[] => expects.filter((file) => !existsSync(join(into, file)));

/** Writes the wanted files of a zip without holding the archive in memory. */
async function unzip(file: string, into: string, strip: number, only: readonly string[]): Promise<void> {
  const source = await open(file, 'r');
  try {
    const sums = await sumsOf(source);
    const written: Promise<void>[] = [];
    const archive = new Unzip((entry) => {
      if (!only.includes(entry.name)) return;
      const path = join(into, entry.name.split('/').slice(strip).join('/'));
      const writing = mkdir(dirname(path), { recursive: true }).then(() => new Promise<void>((resolve, reject) => {
        const out = createWriteStream(path);
        const fail = (error: Error): void => {
          entry.terminate();
          out.destroy();
          reject(error);
        };
        let [bytes, sum] = [0, 0];
        out.on('error', fail);
        // The callback of `end` is called for an error too, before anybody else hears of it.
        out.on('close', () => {
          const expected = sums.get(entry.name);
          if (expected !== undefined && (expected.bytes !== bytes || (crc32 !== undefined && expected.sum !== sum))) return fail(new Error(`${entry.name} in it is damaged (${bytes} of ${expected.bytes} bytes)`));
          resolve();
        });
        entry.ondata = (error, chunk, final) => {
          if (error) return fail(error);
          bytes += chunk.byteLength;
          sum = crc32?.(chunk, sum) ?? 0;
          out.write(chunk);
          if (final) out.end();
        };
        entry.start();
      }));
      // Awaited below, once the archive is read; until then nobody else would hear of it, and the process would end.
      writing.catch(() => undefined);
      written.push(writing);
    });
    archive.register(AsyncUnzipInflate);
    for await (const chunk of source.createReadStream({ autoClose: false, start: 0, highWaterMark: 1 << 20 })) archive.push(chunk as Uint8Array);
    archive.push(new Uint8Array(), true);
    await Promise.all(written);
  } finally {
    await source.close();
  }
}

interface Sum {
  readonly bytes: number;
  /** CRC-32 of the unpacked file. */
  readonly sum: number;
}

/** Lengths and checksums from the list at a zip's end (APPNOTE.TXT 4.3.12 and 4.3.16). Throws where there is none: the file was cut off. */
async function sumsOf(source: FileHandle): Promise<ReadonlyMap<string, Sum>> {
  const { size } = await source.stat();
  const read = async (at: number, length: number): Promise<Buffer> => (await source.read(Buffer.alloc(length), 0, length, at)).buffer;
  const tail = await read(Math.max(size - 65_557, 0), Math.min(size, 65_557));
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('it has no list of its files, so it was cut off');
  const [length, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  const list = await read(start, length);
  const sums = new Map<string, Sum>();
  for (let at = 0; at + 46 <= list.length && list.readUInt32LE(at) === 0x02014b50;) {
    const [name, extra, comment] = [list.readUInt16LE(at + 28), list.readUInt16LE(at + 30), list.readUInt16LE(at + 32)];
    sums.set(list.toString('utf8', at + 46, at + 46 + name), { sum: list.readUInt32LE(at + 16), bytes: list.readUInt32LE(at + 24) });
    at += 46 + name + extra + comment;
  }
  return sums;
}
