/**
 * Text attributes of an HDF5 file's root group, as h5py writes them: superblock version 0, an object header of version 1, and strings of
 * variable length in a global heap (HDF5 File Format Specification, version 3.0; sections are named below). A model's configuration is such an
 * attribute. Reading it takes a few blocks of the file; a whole HDF5 library would take megabytes and a start of its own.
 */
import type { ReadBytes } from './read.js';

const ATTRIBUTE = 0x000c;
const CONTINUATION = 0x0010;

/** The attributes of those names that are there. Throws where the file is of another form or not whole. */
export function rootAttributes(read: ReadBytes, names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const message of messages(read, rootHeader(read))) {
    const { name, value } = attribute(message);
    if (names.includes(name)) found.set(name, text(read, value, message));
  }
  return found;
}

/** II.A, Disk Format: Level 0A, superblock: the address of the root group's object header. */
function rootHeader(read: ReadBytes): number {
  const head = read(0, 96);
  const [version, offsets, lengths] = [head[8], head[13], head[14]];
  if (version !== 0 || offsets !== 8 || lengths !== 8) throw new RangeError('its HDF5 form is not the one that Keras writes.');
  // The root group's symbol table entry: name offset, then the header's address.
  return address(head, 64);
}

/** IV.A.1.a, version 1 object header: its attribute messages, in all of its blocks. */
function messages(read: ReadBytes, header: number): Buffer[] {
  const prefix = read(header, 16);
  if (prefix[0] !== 1) throw new RangeError('its HDF5 form is not the one that Keras writes.');
  const made: Buffer[] = [];
  const blocks = [{ at: header + 16, length: prefix.readUInt32LE(8) }];
  for (let next = blocks.shift(), count = 0; next && count < 1000; next = blocks.shift(), count++) {
    const block = read(next.at, next.length);
    for (let at = 0; at + 8 <= block.length; ) {
      const [type, size] = [block.readUInt16LE(at), block.readUInt16LE(at + 2)];
      const body = block.subarray(at + 8, at + 8 + size);
      if (type === ATTRIBUTE) made.push(body);
      if (type === CONTINUATION) blocks.push({ at: address(body, 0), length: address(body, 8) });
      at += 8 + size;
    }
  }
  return made;
}

/** IV.A.2.m, the attribute message: its name and where its value begins. */
function attribute(body: Buffer): { readonly name: string; readonly value: { readonly at: number; readonly type: Buffer } } {
  const version = body[0]!;
  const [nameSize, typeSize, spaceSize] = [body.readUInt16LE(2), body.readUInt16LE(4), body.readUInt16LE(6)];
  // Version 1 pads each part to eight bytes; version 3 says in one more byte how the name is encoded.
  const padded = (size: number): number => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const start = version === 3 ? 9 : 8;
  const type = start + padded(nameSize);
  return { name: body.toString('utf8', start, start + nameSize).replace(/\0.*$/s, ''), value: { at: type + padded(typeSize) + padded(spaceSize), type: body.subarray(type, type + typeSize) } };
}

/** IV.A.2.d, the datatype message: class 3 is a string in place, class 9 one in the global heap (III.E). */
function text(read: ReadBytes, { at, type }: { readonly at: number; readonly type: Buffer }, body: Buffer): string {
  const kind = type[0]! & 0x0f;
  if (kind === 3) return body.toString('utf8', at, at + type.readUInt32LE(4)).replace(/\0+$/, '');
  if (kind !== 9) throw new RangeError('its configuration is no text.');
  const [length, heap, index] = [body.readUInt32LE(at), address(body, at + 4), body.readUInt32LE(at + 12)];
  const head = read(heap, 16);
  const collection = read(heap, address(head, 8));
  for (let object = 16; object + 16 <= collection.length; ) {
    const size = address(collection, object + 8);
    if (collection.readUInt16LE(object) === index) return collection.toString('utf8', object + 16, object + 16 + length);
    if (collection.readUInt16LE(object) === 0) break;
    object += 16 + Math.ceil(size / 8) * 8;
  }
  throw new RangeError('its configuration is not where it should be.');
}

/** An unsigned number of eight bytes. */
const address = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));
