import type { Dim, Shape, TensorInfo } from '../../../../graph/types.js';
import { lengthAt } from '../../shapes.js';
import { type OpCall, op, type OpRule } from '../rule.js';

/** The signal with other last axes: `change` gets them, `count` of them. */
const ends = (signature: string, argument: string, count: number, change: (call: OpCall, axes: Shape) => Shape): readonly [string, OpRule] => [`tf.signal.${signature.slice(0, signature.indexOf('('))}`, op(signature, (call): TensorInfo => {
  const x = call.tensor(argument);
  return call.result(x.shape && [...x.shape.slice(0, x.shape.length - count), ...change(call, x.shape.slice(x.shape.length - count))], 'float32');
})];
const bins = (length: Dim): Dim => (length === null ? null : Math.floor(length / 2) + 1);
const full = (length: Dim): Dim => (length === null ? null : 2 * (length - 1));
/** Frames of a signal; with `pad` it is filled up, so that each step begins one. */
const frames = (length: Dim, size: Dim, step: Dim, pad: boolean): Dim => (length === null || size === null || step === null ? null : pad ? Math.ceil(length / step) : Math.max(0, 1 + Math.floor((length - size) / step)));
/** The smallest power of two that holds a frame. */
const enclosing = (size: Dim): Dim => (size === null ? null : 2 ** Math.ceil(Math.log2(size)));
const overlapped = (count: Dim, size: Dim, step: Dim): Dim => (count === null || size === null || step === null ? null : size + step * (count - 1));
/** Lengths that `fft_length` names, for the last axes. */
const lengths = (call: OpCall, axes: Shape): Shape => (call.has('fft_length') ? axes.map((_, i) => call.integers('fft_length')?.[i] ?? null) : axes);
const window = (name: string): readonly [string, OpRule] => [`tf.signal.${name}`, op(`${name}(window_length, *args, **kwargs)`, (call) => call.result([call.integer('window_length')], 'float32'))];

/** `tf.signal`: complex tensors there are one tensor, where `keras.ops` has a pair. */
export default Object.fromEntries([
  ...['fft', 'ifft', 'fft2d', 'ifft2d', 'fft3d', 'ifft3d'].map((name) => ends(`${name}(input, name=None)`, 'input', 1, (_call, axes) => axes)),
  ...['fftshift', 'ifftshift'].map((name) => ends(`${name}(x, axes=None, name=None)`, 'x', 1, (_call, axes) => axes)),
  ...['dct', 'idct'].map((name) => ends(`${name}(input, type=2, n=None, axis=-1, norm=None, name=None)`, 'input', 1, (call, axes) => (call.has('n') ? [call.integer('n')] : axes))),
  ends('mfccs_from_log_mel_spectrograms(log_mel_spectrograms, name=None)', 'log_mel_spectrograms', 1, (_call, axes) => axes),
  ...[1, 2, 3].flatMap((rank) => {
    const name = rank === 1 ? '' : `${rank}d`;
    const whole = (call: OpCall, axes: Shape, change: (length: Dim) => Dim): Shape => [...axes.slice(0, -1), change(lengthAt(axes, -1))].map((d, i) => (call.has('fft_length') && i < axes.length - 1 ? (call.integers('fft_length')?.[i] ?? null) : d));
    return [
      ends(`rfft${name}(input_tensor, fft_length=None, name=None)`, 'input_tensor', rank, (call, axes) => whole(call, lengths(call, axes), bins)),
      ends(`irfft${name}(input_tensor, fft_length=None, name=None)`, 'input_tensor', rank, (call, axes) => (call.has('fft_length') ? lengths(call, axes) : whole(call, axes, full))),
    ];
  }),
  ends('stft(signals, frame_length, frame_step, fft_length=None, window_fn=None, pad_end=False, name=None)', 'signals', 1, (call, [length = null]) => {
    const size = call.integer('frame_length');
    return [frames(length, size, call.integer('frame_step'), call.flag('pad_end')), bins(call.has('fft_length') ? call.integer('fft_length') : enclosing(size))];
  }),
  ends('inverse_stft(stfts, frame_length, frame_step, fft_length=None, window_fn=None, name=None)', 'stfts', 2, (call, [count = null]) => [overlapped(count, call.integer('frame_length'), call.integer('frame_step'))]),
  ends('overlap_and_add(signal, frame_step, name=None)', 'signal', 2, (call, [count = null, size = null]) => [overlapped(count, size, call.integer('frame_step'))]),
  ends('frame(signal, frame_length, frame_step, pad_end=False, pad_value=0, axis=-1, name=None)', 'signal', 1, (call, [length = null]) => {
    const size = call.integer('frame_length');
    if (call.integer('axis') !== -1) return [null, null];
    return [frames(length, size, call.integer('frame_step'), call.flag('pad_end')), size];
  }),
  ...['hann_window', 'hamming_window', 'kaiser_window', 'vorbis_window', 'kaiser_bessel_derived_window'].map(window),
  ['tf.signal.linear_to_mel_weight_matrix', op('linear_to_mel_weight_matrix(num_mel_bins=20, num_spectrogram_bins=129, *args, **kwargs)', (call) => call.result([call.integer('num_spectrogram_bins'), call.integer('num_mel_bins')], 'float32'))] as const,
]);
