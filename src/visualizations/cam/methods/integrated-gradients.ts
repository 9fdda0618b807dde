import { formatValue } from '../../elements/numbers.js';
import { defineCamMethod } from '../define.js';
import { addTo, overChannels } from '../pixels.js';

const defaultSamples = 50;

/**
 * Integrated gradients: the gradient along the straight way from a black image to this one, times the way. The values of all pixels add
 * up to the score's rise on that way (completeness, proposition 1); how far they miss it says whether the steps were fine enough.
 */
export default defineCamMethod({
  title: 'Integrated gradients',
  source: 'Sundararajan et al. 2017, "Axiomatic Attribution for Deep Networks", eq. 1 and 3, from black, at the middles of 50 steps',
  at: 'image',
  signed: true,
  slow: true,
  async explain({ image, gradients, scores, black, samples, checkCancelled, progress }) {
    const count = samples ?? defaultSamples;
    const { values, shape } = image;
    const start = values.map((_, i) => black[i % black.length]!);
    const total = new Float32Array(values.length);
    const attributed = (): Float32Array => total.map((gradient, i) => gradient * (values[i]! - start[i]!));
    for (let step = 0; step < count; step++) {
      checkCancelled();
      const share = (step + 0.5) / count;
      addTo(total, await gradients(values.map((value, i) => start[i]! + share * (value - start[i]!)), 1), 1 / count);
      progress(step + 1, count, () => overChannels(attributed(), shape));
    }
    const attributions = attributed();
    const both = new Float32Array(2 * values.length);
    both.set(values);
    both.set(start, values.length);
    const [here = NaN, there = NaN] = await scores(both, 2);
    const sum = attributions.reduce((a, b) => a + b, 0);
    return { ...overChannels(attributions, shape), note: `The pixels' shares add up to ${formatValue(sum)}; the score rises by ${formatValue(here - there)} from black to this image.` };
  },
});
