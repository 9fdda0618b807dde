import { anything, choice, defineLayer, seed } from '../define.js';

/** Of Keras 2, kept as `tf.keras.layers.RandomHeight`: the height that comes out is open (`keras.src.legacy.layers`). */
export default defineLayer({
  type: 'RandomHeight',
  summary: 'Changes the height of images at random.',
  legacy: true,
  minRank: 3,
  params: { factor: anything(), interpolation: choice(['bilinear', 'nearest', 'bicubic', 'area', 'lanczos3', 'lanczos5', 'gaussian', 'mitchellcubic'], 'bilinear'), seed: seed() },
  outputShape: (_, shape) => shape.map((d, i) => (i === shape.length - 3 ? null : d)),
});
