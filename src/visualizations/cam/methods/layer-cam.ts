import { mul, relu, sum } from '@tensorflow/tfjs-core';
import { defineCamMethod } from '../define.js';

/** LayerCAM: each place is weighted by its own positive gradient, which keeps early layers' maps sharp. */
export default defineCamMethod({
  title: 'LayerCAM',
  source: 'Jiang et al. 2021, "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization", eq. 5 to 7',
  rectified: true,
  map: ({ activations, gradients }) => relu(sum(mul(relu(gradients), activations), 2)),
});
