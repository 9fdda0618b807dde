/** Files of a tar archive (POSIX ustar: blocks of 512 bytes; sizes in octal). */
export interface TarFile {
  readonly path: string;
  readonly content: Uint8Array;
}

const block = 512;

/** Plain files only; what else an archive may hold is passed over. Throws where it is cut off. */
export function untar(bytes: Uint8Array): TarFile[] {
  const files: TarFile[] = [];
  const text = (from: number, length: number): string => {
    const part = bytes.subarray(from, from + length);
    const end = part.indexOf(0);
    return new TextDecoder().decode(end < 0 ? part : part.subarray(0, end));
  };
  for (let at = 0; at + block <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12).trim() || '0', 8);
    const prefix = text(at + 257, 5) === 'ustar' ? text(at + 345, 155) : '';
    const path = prefix === '' ? text(at, 100) : `${prefix}/${text(at, 100)}`;
    const start = at + block;
    if (!Number.isFinite(size) || start + size > bytes.length) throw new Error('The archive is cut off.');
    if (bytes[at + 156] === 0x30 || bytes[at + 156] === 0) files.push({ path, content: bytes.subarray(start, start + size) });
    at = start + Math.ceil(size / block) * block;
  }
  return files;
}
