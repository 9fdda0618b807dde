import { resizeBilinear } from '../../resize.js';
import { defineCamMethod } from '../define.js';
import { channelOf } from '../../elements/channels.js';

/**
 * Score-CAM: each channel's map, enlarged and scaled to 0..1, is laid over the image as a mask; the softmax of the scores of the masked
 * images are the channels' weights. No gradient is used. The baseline's score is the same in all, so that the softmax takes it out.
 */
export default defineCamMethod({
  title: 'Score-CAM',
  source: 'Wang et al. 2020, "Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural Networks", algorithm 1',
  at: 'layer',
  signed: false,
  slow: true,
  async explain({ image, activations: { height, width, channels, values }, scores, checkCancelled, group, progress }) {
    const [toHeight = 1, toWidth = 1, depth = 1] = image.shape;
    const size = image.values.length;
    const found = new Float32Array(channels);
    for (let from = 0; from < channels; from += group) {
      checkCancelled();
      const count = Math.min(group, channels - from);
      const masked = new Float32Array(count * size);
      for (let i = 0; i < count; i++) {
        const mask = unit(resizeBilinear(channelOf(values, from + i, channels), [height, width, 1], [toHeight, toWidth]));
        for (let p = 0; p < size; p++) masked[i * size + p] = image.values[p]! * mask[Math.floor(p / depth)]!;
      }
      found.set(await scores(masked, count), from);
      progress(from + count, channels, () => ({ height, width, values: combined(found.subarray(0, from + count), values, channels) }));
    }
    return { height, width, values: combined(found, values, channels) };
  },
});

/** The maps of the first channels, weighted by the softmax of their scores; what speaks against the class is cut off. */
function combined(scores: Float32Array, values: Float32Array, channels: number): Float32Array {
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return Float32Array.from({ length: values.length / channels }, (_, place) => {
    let total = 0;
    for (let c = 0; c < powers.length; c++) total += (powers[c]! / sum) * values[place * channels + c]!;
    return Math.max(0, total);
  });
}

/** Scaled to 0..1; a flat map hides everything. */
function unit(values: Float32Array): Float32Array {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return high > low ? values.map((value) => (value - low) / (high - low)) : new Float32Array(values.length);
}
