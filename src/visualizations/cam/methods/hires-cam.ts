import { mul, relu, sum } from '@tensorflow/tfjs-core';
import { byGradients, defineCamMethod } from '../define.js';

/** HiResCAM: gradients multiply the activations place by place and are not averaged first, so that the map shows what the model used. What speaks against the class is cut off, as in Grad-CAM. */
export default defineCamMethod({
  title: 'HiResCAM',
  source: 'Draelos and Carin 2020, "Use HiResCAM instead of Grad-CAM for faithful explanations of convolutional neural networks", eq. 4',
  at: 'layer',
  signed: false,
  explain: byGradients(({ activations, gradients }) => relu(sum(mul(activations, gradients), 2))),
});
