/** Animated PNG (PNG Specification, third edition, 2025, section 11.3.6): still pictures of one size become a film. Pure. */

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** A film of PNG files, shown in a circle. Throws a sentence where they are none, or of different sizes or kinds. */
export function encodeApng(frames: readonly Uint8Array[], milliseconds: number): Uint8Array {
  const [first] = frames;
  if (!first) throw new Error('A film needs one picture at least.');
  const header = chunksOf(first)[0]!.data;
  const view = new DataView(header.buffer, header.byteOffset);
  const chunks: Chunk[] = [{ type: 'IHDR', data: header }, { type: 'acTL', data: numbers([frames.length, 4], [0, 4]) }];
  let sequence = 0;
  for (const [at, frame] of frames.entries()) {
    const parts = chunksOf(frame);
    if (parts[0]!.data.some((byte, i) => byte !== header[i])) throw new Error(`Picture ${at + 1} has another size or kind than the first; a film needs pictures that are alike.`);
    // Frame control: number, size, place (0, 0), delay as a fraction of a second, nothing disposed of, no blending.
    chunks.push({ type: 'fcTL', data: numbers([sequence++, 4], [view.getUint32(0), 4], [view.getUint32(4), 4], [0, 4], [0, 4], [milliseconds, 2], [1000, 2], [0, 1], [0, 1]) });
    for (const { type, data } of parts.filter((chunk) => chunk.type === 'IDAT')) {
      chunks.push(at === 0 ? { type, data } : { type: 'fdAT', data: joined([numbers([sequence++, 4]), data]) });
    }
  }
  return joined([Uint8Array.from(signature), ...[...chunks, { type: 'IEND', data: new Uint8Array() }].map(written)]);
}

/** The chunks of a PNG file. */
export function chunksOf(file: Uint8Array): Chunk[] {
  if (signature.some((byte, i) => file[i] !== byte)) throw new Error('A film is made of PNG files; this is none.');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks: Chunk[] = [];
  for (let at = signature.length; at + 12 <= file.length;) {
    const length = view.getUint32(at);
    chunks.push({ type: String.fromCharCode(...file.subarray(at + 4, at + 8)), data: file.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function written({ type, data }: Chunk): Uint8Array {
  const body = joined([Uint8Array.from(type, (letter) => letter.charCodeAt(0)), data]);
  return joined([numbers([data.length, 4]), body, numbers([crc32(body), 4])]);
}

/** Numbers with the most significant byte first, each in so many bytes. */
function numbers(...values: readonly (readonly [value: number, bytes: number])[]): Uint8Array {
  return Uint8Array.from(values.flatMap(([value, bytes]) => Array.from({ length: bytes }, (_, i) => (value >>> (8 * (bytes - 1 - i))) & 255)));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let k = 0; k < 8; k++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** The checksum of PNG chunks (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = table[(value ^ byte) & 255]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
