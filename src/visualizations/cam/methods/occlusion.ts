import { defineCamMethod } from '../define.js';
import { occlusionPlaces } from '../pixels.js';

/** Occlusion: a gray square is moved over the image; a pixel's value is the mean loss of score under the squares that cover it. */
export default defineCamMethod({
  title: 'Occlusion',
  source: 'Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks", section 4.2, with a square of a seventh of the image moved by half its side',
  at: 'image',
  signed: true,
  slow: true,
  async explain({ image, scores, black, white, checkCancelled }) {
    const { values, shape } = image;
    const [height = 1, width = 1, channels = 1] = shape;
    const side = Math.max(1, Math.round(Math.min(height, width) / 7));
    const gray = black.map((low, c) => (low + white[c]!) / 2);
    const [intact = NaN] = await scores(values, 1);
    const total = new Float32Array(height * width);
    const covered = new Float32Array(height * width);
    for (const top of occlusionPlaces(height, side)) {
      checkCancelled();
      const lefts = occlusionPlaces(width, side);
      const images = new Float32Array(lefts.length * values.length);
      lefts.forEach((left, i) => {
        images.set(values, i * values.length);
        for (let y = top; y < top + side; y++) for (let x = left; x < left + side; x++) for (let c = 0; c < channels; c++) images[i * values.length + (y * width + x) * channels + c] = gray[c]!;
      });
      const found = await scores(images, lefts.length);
      lefts.forEach((left, i) => {
        for (let y = top; y < top + side; y++) for (let x = left; x < left + side; x++) {
          total[y * width + x]! += intact - found[i]!;
          covered[y * width + x]! += 1;
        }
      });
    }
    return { height, width, values: total.map((sum, i) => sum / covered[i]!), note: `Squares of ${side} × ${side} pixels in the gray between black and white.` };
  },
});
