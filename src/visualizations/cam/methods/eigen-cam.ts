import { defineCamMethod } from '../define.js';

const mostRounds = 500;

/**
 * Eigen-CAM: the layer's output projected onto its first principal direction, L = O V1 with O = U S V^T (no gradient, and so the same
 * map for every class). V1 is found by the power method; its sign, which the decomposition leaves open, is chosen so that the map's sum
 * is positive. O is taken as the paper has it, without subtracting its mean.
 */
export default defineCamMethod({
  title: 'Eigen-CAM',
  source: 'Muhammad and Yeasin 2020, "Eigen-CAM: Class Activation Map using Principal Components", eq. 2 to 4; the same for every class',
  at: 'layer',
  signed: true,
  explain: async ({ activations: { height, width, channels, values } }) => ({ height, width, values: project(values, height * width, channels) }),
});

/** O V1 for O of [places, channels]. Zero everywhere where O is. */
function project(values: Float32Array, places: number, channels: number): Float32Array {
  let direction = new Float64Array(channels).fill(1 / Math.sqrt(channels));
  const projected = new Float64Array(places);
  for (let round = 0; round < mostRounds; round++) {
    for (let p = 0; p < places; p++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += values[p * channels + c]! * direction[c]!;
      projected[p] = sum;
    }
    const next = new Float64Array(channels);
    for (let p = 0; p < places; p++) for (let c = 0; c < channels; c++) next[c]! += values[p * channels + c]! * projected[p]!;
    const length = Math.hypot(...next);
    if (length === 0) return new Float32Array(places);
    let change = 0;
    for (let c = 0; c < channels; c++) {
      next[c]! /= length;
      change = Math.max(change, Math.abs(next[c]! - direction[c]!));
    }
    direction = next;
    if (change < 1e-9) break;
  }
  const sign = projected.reduce((a, b) => a + b, 0) < 0 ? -1 : 1;
  return Float32Array.from(projected, (value) => sign * value);
}
