import { anything, defineLayer, int, weight } from '../define.js';

/** `keras.applications.convnext` uses it (Touvron et al. 2021, "Going deeper with Image Transformers", eq. 4). */
export default defineLayer({
  type: 'LayerScale',
  summary: 'Multiplies every channel by a learned factor that starts small.',
  internal: true,
  minRank: 1,
  params: { initValues: anything(), projectionDim: int() },
  outputShape: ({ projectionDim }, shape) => [...shape.slice(0, -1), projectionDim],
  // Keras leaves the variable without a name of its own and calls it by its class.
  weights: ({ projectionDim, initValues }) => [weight('variable', [projectionDim], { className: 'Constant', config: { value: typeof initValues === 'number' ? initValues : 0 } })],
});
