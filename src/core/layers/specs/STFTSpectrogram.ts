import type { Dim } from '../../graph/types.js';
import { choice, dataFormat, defineLayer, flag, inert, int, optionalChoice, optionalInt, reject, weight } from '../define.js';
import { times } from '../families/convolution.js';
import { product, sum } from '../sizes.js';
import { channelsOf, demandChannels, slide } from '../windows.js';

/** Bins of the one-sided spectrum. The transform's length is the power of two that holds a frame, unless it is given. */
const bins = ({ fftLength, frameLength }: { readonly fftLength: Dim | undefined; readonly frameLength: Dim }): Dim => {
  const length = fftLength === undefined ? (frameLength === null ? null : 2 ** Math.ceil(Math.log2(frameLength))) : fftLength;
  return length === null ? null : Math.floor(length / 2) + 1;
};

export default defineLayer({
  type: 'STFTSpectrogram',
  summary: 'Turns a waveform into the strength of its frequencies over time.',
  rank: 3,
  params: {
    mode: choice(['log', 'magnitude', 'psd', 'real', 'imag', 'angle', 'stft'], 'log'), frameLength: int(256), frameStep: optionalInt(), fftLength: optionalInt(), window: inert('hann'), periodic: flag(false),
    scaling: optionalChoice(['density', 'spectrum'], 'density'), padding: choice(['valid', 'same'], 'valid'), expandDims: flag(false), dataFormat: dataFormat(),
  },
  check({ frameLength, frameStep, fftLength }) {
    if (frameLength !== null && frameStep != null && frameStep > frameLength) reject('argument-type', `STFTSpectrogram's frame_step must not exceed frame_length, but ${frameStep} is more than ${frameLength}. Lower frame_step.`, 'frame_step');
    if (frameLength !== null && fftLength != null && fftLength < frameLength) reject('argument-type', `STFTSpectrogram's fft_length must be at least frame_length, but ${fftLength} is less than ${frameLength}. Raise fft_length.`, 'fft_length');
  },
  outputShape(p, shape, { lost }) {
    demandChannels('STFTSpectrogram', shape, p.dataFormat, lost);
    const step = p.frameStep === undefined ? (p.frameLength === null ? null : Math.floor(p.frameLength / 2)) : p.frameStep;
    const [steps = null] = slide('STFTSpectrogram', shape, { size: [p.frameLength], strides: [step], dilation: [1], padding: p.padding, format: p.dataFormat, argument: 'frame_length' });
    const frequencies = p.mode === 'stft' ? times(bins(p), 2) : bins(p);
    const channels = channelsOf(shape, p.dataFormat);
    const batch = shape[0] ?? null;
    if (p.dataFormat === 'channels_last') return p.expandDims ? [batch, steps, frequencies, channels] : [batch, steps, times(frequencies, channels)];
    return p.expandDims ? [batch, channels, steps, frequencies] : [batch, times(frequencies, channels), steps];
  },
  work: ({ dataFormat: format, expandDims }, { inputs: [x], outputs: [out], sizes }) => product([sum(Object.values(sizes)), out?.[expandDims ? (format === 'channels_last' ? 1 : 2) : format === 'channels_last' ? 1 : 2] ?? null, channelsOf(x ?? [], format)]),
  weights(p) {
    const kernel = (side: 'real' | 'imag') => weight(`${side}_kernel`, [p.frameLength, 1, bins(p)], { className: 'STFT', config: { side, window: typeof p.window === 'string' ? p.window : null, scaling: p.scaling ?? null, periodic: p.periodic } });
    return [...(p.mode === 'imag' ? [] : [kernel('real')]), ...(p.mode === 'real' ? [] : [kernel('imag')])];
  },
});
