import { PNG } from 'pngjs';
import { chunksOf } from '../../src/visualizations/apng.js';

/** The pictures of a film of whole pictures, each as RGBA bytes. */
export function framesOf(film: Buffer): Buffer[] {
  const chunks = chunksOf(film);
  const header = chunks.find(({ type }) => type === 'IHDR');
  const frames: Uint8Array[][] = [];
  for (const { type, data } of chunks) {
    if (type === 'fcTL') frames.push([]);
    // Data of later pictures begin with a number of their own.
    if (type === 'IDAT' || type === 'fdAT') frames.at(-1)?.push(type === 'IDAT' ? data : data.subarray(4));
  }
  const file = (parts: readonly Uint8Array[]) => Buffer.concat([film.subarray(0, 8), written('IHDR', header?.data ?? new Uint8Array()), ...parts.map((data) => written('IDAT', data)), written('IEND', new Uint8Array())]);
  return frames.map((parts) => PNG.sync.read(file(parts), { checkCRC: false }).data);
}

/** A chunk of a PNG file whose check sum nobody reads. */
function written(type: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
}
