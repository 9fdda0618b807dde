import { anything, defineLayer } from '../define.js';

/** Of Keras 2, kept as `tf.keras.layers.ThresholdedReLU` (`keras.src.legacy.layers`). */
export default defineLayer({
  type: 'ThresholdedReLU',
  summary: 'Passes values above a threshold, and 0 for all others.',
  legacy: true,
  params: { theta: anything(1) },
  outputShape: (_, shape) => shape,
});
