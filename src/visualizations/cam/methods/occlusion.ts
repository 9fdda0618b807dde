import { defineCamMethod } from '../define.js';
import { occlusionPlaces } from '../pixels.js';

/** Occlusion: a gray square is moved over the image; a pixel's value is the mean loss of score under the squares that cover it. */
export default defineCamMethod({
  title: 'Occlusion',
  source: 'Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks", section 4.2, with a square of a seventh of the image moved by half its side',
  at: 'image',
  signed: true,
  slow: true,
  async explain({ image, scores, black, white, checkCancelled, group, progress }) {
    const { values, shape } = image;
    const [height = 1, width = 1, channels = 1] = shape;
    const side = Math.max(1, Math.round(Math.min(height, width) / 7));
    const gray = black.map((low, c) => (low + white[c]!) / 2);
    const [intact = NaN] = await scores(values, 1);
    const total = new Float32Array(height * width);
    const covered = new Float32Array(height * width);
    const mean = (): Float32Array => total.map((sum, i) => (covered[i] === 0 ? 0 : sum / covered[i]!));
    const places = occlusionPlaces(height, side).flatMap((top) => occlusionPlaces(width, side).map((left) => ({ top, left })));
    for (let from = 0; from < places.length; from += group) {
      checkCancelled();
      const hidden = places.slice(from, from + group);
      const images = new Float32Array(hidden.length * values.length);
      hidden.forEach(({ top, left }, i) => {
        images.set(values, i * values.length);
        for (let y = top; y < top + side; y++) for (let x = left; x < left + side; x++) for (let c = 0; c < channels; c++) images[i * values.length + (y * width + x) * channels + c] = gray[c]!;
      });
      const found = await scores(images, hidden.length);
      hidden.forEach(({ top, left }, i) => {
        for (let y = top; y < top + side; y++) for (let x = left; x < left + side; x++) {
          total[y * width + x]! += intact - found[i]!;
          covered[y * width + x]! += 1;
        }
      });
      progress(from + hidden.length, places.length, () => ({ height, width, values: mean() }));
    }
    return { height, width, values: mean(), note: `Squares of ${side} × ${side} pixels in the gray between black and white.` };
  },
});
