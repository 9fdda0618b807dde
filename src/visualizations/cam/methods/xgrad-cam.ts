import { add, div, mul, relu, sum } from '@tensorflow/tfjs-core';
import { byGradients, defineCamMethod } from '../define.js';

/** XGrad-CAM: a channel's weight is its gradient averaged with the normalized activations as weights. */
export default defineCamMethod({
  title: 'XGrad-CAM',
  source: 'Fu et al. 2020, "Axiom-based Grad-CAM: Towards Accurate Visualization and Explanation of CNNs", eq. 7 and 8',
  at: 'layer',
  signed: false,
  explain: byGradients(({ activations, gradients }) => {
    const share = div(activations, add(sum(activations, [0, 1], true), 1e-7));
    return relu(sum(mul(activations, sum(mul(share, gradients), [0, 1], true)), 2));
  }),
});
