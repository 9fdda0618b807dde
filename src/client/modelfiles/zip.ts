import { inflateRawSync } from 'node:zlib';
import type { ReadBytes } from './read.js';

/** The contents of one file of a zip (PKWARE APPNOTE 4.3), found by its directory at the end, so that the rest is never read; null where it is not there. */
export function zipEntry(read: ReadBytes, size: number, name: string): Buffer | null {
  const tail = Math.min(size, 22 + 0xffff);
  const end = read(size - tail, tail);
  const at = end.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (at < 0) throw new RangeError('its zip directory is missing.');
  const directory = read(end.readUInt32LE(at + 16), end.readUInt32LE(at + 12));
  for (let entry = 0; entry + 46 <= directory.length; ) {
    const [nameLength, extra, comment] = [directory.readUInt16LE(entry + 28), directory.readUInt16LE(entry + 30), directory.readUInt16LE(entry + 32)];
    if (directory.toString('utf8', entry + 46, entry + 46 + nameLength) === name) {
      const local = directory.readUInt32LE(entry + 42);
      const header = read(local, 30);
      const bytes = read(local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), directory.readUInt32LE(entry + 20));
      return directory.readUInt16LE(entry + 10) === 0 ? bytes : inflateRawSync(bytes);
    }
    entry += 46 + nameLength + extra + comment;
  }
  return null;
}
