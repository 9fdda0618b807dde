import { mean, mul, relu, sum } from '@tensorflow/tfjs-core';
import { byGradients, defineCamMethod } from '../define.js';

/** Grad-CAM: channels weighted by their mean gradient (eq. 1), summed and rectified (eq. 2). */
export default defineCamMethod({
  title: 'Grad-CAM',
  source: 'Selvaraju et al. 2017, "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", eq. 1 and 2',
  at: 'layer',
  signed: false,
  explain: byGradients(({ activations, gradients }) => relu(sum(mul(activations, mean(gradients, [0, 1], true)), 2))),
});
