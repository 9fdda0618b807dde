/** Protocol buffers' wire format (varint, length-delimited and 32-bit fields), as much of it as an ONNX model needs. */

const utf8 = new TextEncoder();

/** Collects fields of one message. Numbers of fields are those of the message's `.proto` definition. */
export class Message {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  /** Integer field; negative numbers take ten bytes as `int64` demands. Zero is written too, for fields whose presence matters. */
  int(field: number, value: number | bigint): this {
    return this.tag(field, 0).push(varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.tag(field, 5).push(bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.tag(field, 2).push(varint(value.length)).push(value);
  }

  string(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  message(field: number, value: Message): this {
    this.tag(field, 2).push(varint(value.length));
    for (const part of value.parts) this.push(part);
    return this;
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.length);
    let offset = 0;
    for (const part of this.parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return whole;
  }

  private tag(field: number, wireType: number): this {
    return this.push(varint((field << 3) | wireType));
  }

  private push(bytes: Uint8Array): this {
    this.parts.push(bytes);
    this.length += bytes.length;
    return this;
  }
}

function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}
