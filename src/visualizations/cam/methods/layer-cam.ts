import { mul, relu, sum } from '@tensorflow/tfjs-core';
import { byGradients, defineCamMethod } from '../define.js';

/** LayerCAM: each place is weighted by its own positive gradient, which keeps early layers' maps sharp. */
export default defineCamMethod({
  title: 'LayerCAM',
  source: 'Jiang et al. 2021, "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization", eq. 5 to 7',
  at: 'layer',
  signed: false,
  explain: byGradients(({ activations, gradients }) => relu(sum(mul(relu(gradients), activations), 2))),
});
