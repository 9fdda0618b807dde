/** NumPy's `.npy` format, version 1.0 (NumPy Enhancement Proposal 1), so that every picture's numbers can be had. */

const descriptions = { Float32Array: '<f4', Int32Array: '<i4', Uint8Array: '|u1' } as const;

/** An array in C order as the bytes of an `.npy` file. Throws when the shape does not hold as many numbers as there are. */
export function encodeNpy(values: Float32Array | Int32Array | Uint8Array, shape: readonly number[]): Uint8Array {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== values.length) throw new Error(`An array of shape (${shape.join(', ')}) holds ${size} numbers; ${values.length} were given.`);
  const descr = values instanceof Float32Array ? descriptions.Float32Array : values instanceof Int32Array ? descriptions.Int32Array : descriptions.Uint8Array;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  // Magic, version, length and header together fill whole blocks of 64 bytes; the header ends with a newline.
  const lead = 10;
  const header = `${text.padEnd(Math.ceil((lead + text.length + 1) / 64) * 64 - lead - 1)}\n`;
  const bytes = new Uint8Array(lead + header.length + values.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  for (let i = 0; i < header.length; i++) bytes[lead + i] = header.charCodeAt(i);
  bytes.set(littleEndian(values), lead + header.length);
  return bytes;
}

function littleEndian(values: Float32Array | Int32Array | Uint8Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const machineIsLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  if (values.BYTES_PER_ELEMENT === 1 || machineIsLittle) return bytes;
  const swapped = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) swapped[i] = bytes[i - (i % 4) + 3 - (i % 4)]!;
  return swapped;
}
