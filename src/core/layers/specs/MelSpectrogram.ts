import { defineLayer, flag, float, inert, int, optionalInt, reject } from '../define.js';

export default defineLayer({
  type: 'MelSpectrogram',
  summary: 'Turns a waveform into the strength of mel bands over time.',
  params: {
    fftLength: int(2048), sequenceStride: int(512), sequenceLength: optionalInt(), window: inert('hann'), samplingRate: inert(16000), numMelBins: int(128), minFreq: float(20), maxFreq: inert(null),
    powerToDb: flag(true), topDb: float(80), magExp: float(2), minPower: float(1e-10), refPower: float(1),
  },
  check({ fftLength, sequenceLength }) {
    if (fftLength !== null && sequenceLength != null && fftLength < sequenceLength) reject('argument-type', `MelSpectrogram's fft_length must be at least sequence_length, but ${fftLength} is less than ${sequenceLength}. Raise fft_length.`, 'fft_length');
  },
  outputShape({ numMelBins, sequenceStride: stride }, shape) {
    const length = shape.length === 1 ? shape[0] : shape[1];
    const frames = length == null || stride === null ? null : Math.floor((length + stride + 1) / stride);
    return shape.length === 1 ? [numMelBins, frames] : [shape[0] ?? null, numMelBins, frames];
  },
  reach: () => 'unknown',
});
