import type { Dim, TensorInfo } from '../../../../graph/types.js';
import { broadcast, lengthAt } from '../../shapes.js';
import { type OpCall, op } from '../rule.js';

/** Positions of a frame of `size` that moves by `stride` along a signal. */
const frames = (length: Dim, size: Dim, stride: Dim): Dim => (length === null || size === null || stride === null ? null : 1 + Math.floor((length - size) / stride));
/** Frequencies of a real signal: half of them and the constant. */
const bins = (length: Dim): Dim => (length === null ? null : Math.floor(length / 2) + 1);

/** A complex signal is a pair of tensors, its real and its imaginary part. */
const pair = (call: OpCall): readonly TensorInfo[] => {
  const [real, imaginary] = call.tensors('x');
  const shape = real && imaginary ? broadcast(real.shape, imaginary.shape, call.name, call.loss !== undefined) : null;
  const one = call.result(shape, real?.dtype ?? 'float32');
  return [one, one];
};
const last = (call: OpCall, name: string, change: (length: Dim) => Dim): TensorInfo => {
  const x = call.tensor(name);
  return call.result(x.shape && [...x.shape.slice(0, -1), change(lengthAt(x.shape, -1))], x.dtype);
};
const both = (one: TensorInfo): readonly TensorInfo[] => [one, one];

/** Fourier transforms (`keras/src/ops/math.py`). */
export default {
  ...Object.fromEntries(['fft', 'fft2', 'ifft2'].map((name) => [name, op(`${name}(x)`, pair)])),
  rfft: op('rfft(x, fft_length=None)', (call) => both(last(call, 'x', (length) => bins(call.has('fft_length') ? call.integer('fft_length') : length)))),
  irfft: op('irfft(x, fft_length=None)', (call) => {
    const [one] = pair(call);
    const length = one?.shape ? lengthAt(one.shape, -1) : null;
    const full = call.has('fft_length') ? call.integer('fft_length') : length === null ? null : 2 * (length - 1);
    return call.result(one?.shape ? [...one.shape.slice(0, -1), full] : null, one?.dtype ?? 'float32');
  }),
  extract_sequences: op('extract_sequences(x, sequence_length, sequence_stride)', (call) => {
    const x = call.tensor('x');
    const [size, stride] = [call.integer('sequence_length'), call.integer('sequence_stride')];
    return call.result(x.shape && [...x.shape.slice(0, -1), frames(lengthAt(x.shape, -1), size, stride), size], x.dtype);
  }),
  stft: op('stft(x, sequence_length, sequence_stride, fft_length, window="hann", center=True)', (call) => {
    const x = call.tensor('x');
    const [stride, length] = [call.integer('sequence_stride'), call.integer('fft_length')];
    const samples = x.shape ? lengthAt(x.shape, -1) : null;
    const padded = samples === null || length === null ? null : call.value('center') === false ? samples : samples + Math.floor(length / 2) * 2;
    return both(call.result(x.shape && [...x.shape.slice(0, -1), frames(padded, length, stride), bins(length)], x.dtype));
  }),
  istft: op('istft(x, sequence_length, sequence_stride, fft_length, length=None, window="hann", center=True)', (call) => {
    const [one] = pair(call);
    const [stride, size] = [call.integer('sequence_stride'), call.integer('fft_length')];
    const count = one?.shape ? lengthAt(one.shape, -2) : null;
    const whole = count === null || stride === null || size === null ? null : (count - 1) * stride + size;
    const made = call.has('length') ? call.integer('length') : whole === null || size === null ? null : call.value('center') === false ? whole : whole - Math.floor(size / 2) * 2;
    return call.result(one?.shape ? [...one.shape.slice(0, -2), made] : null, one?.dtype ?? 'float32');
  }),
};
