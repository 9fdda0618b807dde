import { mean, mul, sum } from '@tensorflow/tfjs-core';
import { byGradients, defineCamMethod } from '../define.js';
import { meanHead } from '../head.js';

/**
 * CAM: the weights of the class in the last dense layer applied to the maps whose means that layer sees. Since the score is linear in
 * these means, a weight is the sum of the score's gradient over the places (the score is the logit; its bias belongs to no place).
 */
export default defineCamMethod({
  title: 'CAM',
  source: 'Zhou et al. 2016, "Learning Deep Features for Discriminative Localization", eq. 2',
  at: 'layer',
  signed: true,
  layer: (model, layers) => layers.find(({ path }) => path === meanHead(model).layer) ?? null,
  obstacle(model, layer) {
    const head = meanHead(model);
    if (head.layer === null) return head.reason;
    return head.layer === layer.path ? null : `CAM is defined only at "${head.layer}", whose means the last layer weighs; ${layer.path} was chosen.`;
  },
  explain: byGradients(({ activations, gradients }) => {
    const [height = 1, width = 1] = activations.shape;
    return sum(mul(activations, mul(mean(gradients, [0, 1], true), height * width)), 2);
  }),
});
