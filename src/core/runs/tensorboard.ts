/**
 * TensorBoard's event files, as far as scalars need them: records as TensorFlow's `RecordWriter` frames them (length, its masked
 * CRC-32C, data, their masked CRC-32C), each an `Event` of tensorflow/core/util/event.proto.
 */
import type { EpochMetrics } from '../protocol/engine.js';
import { maskedCrc32c } from './crc32c.js';

export interface Scalar {
  readonly tag: string;
  /** Epochs done before, so that the first epoch is step 0, as Keras's callback counts. */
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly value: number;
}

/** One event file: the version that readers expect first, then one event a scalar. */
export function eventFile(scalars: readonly Scalar[], wallTime: number): Uint8Array {
  const version = message(double(1, wallTime), text(3, 'brain.Event:2'));
  return joined([version, ...scalars.map(event)].map(record));
}

/**
 * The scalars that Keras's `TensorBoard` callback would write for these epochs: `epoch_loss`, `epoch_accuracy` and so on, of
 * training and validation apart, which TensorBoard shows as two runs with the same tags. Each time is the run's start plus the
 * seconds of the epochs until then, because a run keeps no clock times.
 */
export function epochScalars(epochs: readonly EpochMetrics[], startedSeconds: number): { readonly train: readonly Scalar[]; readonly validation: readonly Scalar[] } {
  let wallTime = startedSeconds;
  const train: Scalar[] = [];
  const validation: Scalar[] = [];
  for (const { epoch, loss, metrics, validation: validated, seconds } of epochs) {
    wallTime += seconds;
    const at = { step: epoch - 1, wallTime };
    for (const [name, value] of Object.entries({ loss, ...metrics })) train.push({ tag: `epoch_${name}`, value, ...at });
    for (const [name, value] of Object.entries(validated)) validation.push({ tag: `epoch_${name.replace(/^val_/, '')}`, value, ...at });
  }
  return { train, validation };
}

/** `Event`: wall_time = 1, step = 2, summary = 5; `Summary.Value`: tag = 1, simple_value = 2. */
function event({ tag, step, wallTime, value }: Scalar): Uint8Array {
  // Zero is what a reader takes for a missing step, and is never written (proto3).
  return message(double(1, wallTime), ...(step === 0 ? [] : [varint(2, step)]), nested(5, nested(1, text(1, tag), float(2, value))));
}

function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return bytes;
}

/** Wire types of protobuf: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
const key = (field: number, type: 0 | 1 | 2 | 5): Uint8Array => unsigned((field << 3) | type);
const varint = (field: number, value: number): Uint8Array => joined([key(field, 0), unsigned(value)]);
const double = (field: number, value: number): Uint8Array => joined([key(field, 1), eight(value)]);
const float = (field: number, value: number): Uint8Array => joined([key(field, 5), new Uint8Array(Float32Array.of(value).buffer)]);
const nested = (field: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const inside = message(...parts);
  return joined([key(field, 2), unsigned(inside.length), inside]);
};
const text = (field: number, value: string): Uint8Array => nested(field, utf8(value));
const message = (...parts: readonly Uint8Array[]): Uint8Array => joined(parts);

function eight(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}

/** Seven bits a byte, the lowest first; only numbers from 0 to 2^53 are needed here. */
function unsigned(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The core knows no TextEncoder: code points as UTF-8 by hand. */
function utf8(value: string): Uint8Array {
  return Uint8Array.from([...value].flatMap((character) => {
    const code = character.codePointAt(0)!;
    if (code < 0x80) return [code];
    const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
    if (code < 0x800) return [0xc0 | (code >> 6), tail(0)];
    if (code < 0x10000) return [0xe0 | (code >> 12), tail(6), tail(0)];
    return [0xf0 | (code >> 18), tail(12), tail(6), tail(0)];
  }));
}
