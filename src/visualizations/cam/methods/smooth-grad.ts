import { normalNumbers } from '../../random.js';
import { defineCamMethod } from '../define.js';
import { addTo, strongest } from '../pixels.js';

/** Share of the image's range that the noise's deviation is (section 3.1 finds 10 % to 20 % best). */
const noiseLevel = 0.15;
const defaultSamples = 50;

/** SmoothGrad: the mean of the gradients at many noisy copies of the image, in which what is only noise of the gradient cancels. */
export default defineCamMethod({
  title: 'SmoothGrad',
  source: 'Smilkov et al. 2017, "SmoothGrad: removing noise by adding noise", section 3, with 50 samples and a noise of 15 %',
  at: 'image',
  signed: false,
  slow: true,
  async explain({ image, gradients, samples, checkCancelled, progress }) {
    const count = samples ?? defaultSamples;
    const { values, shape } = image;
    const deviation = noiseLevel * (values.reduce((a, b) => Math.max(a, b), -Infinity) - values.reduce((a, b) => Math.min(a, b), Infinity));
    const normal = normalNumbers(1);
    const total = new Float32Array(values.length);
    for (let i = 0; i < count; i++) {
      checkCancelled();
      addTo(total, await gradients(values.map((value) => value + deviation * normal()), 1), 1 / count);
      progress(i + 1, count, () => strongest(total, shape));
    }
    return strongest(total, shape);
  },
});
