import type { Rule } from '../../rewrite.js';

/** ReLU on a fused convolution that nobody else uses belongs to the convolution. */
const rule: Rule = (node, { consumers, make }) => {
  if (node.kernel !== 'Relu') return undefined;
  const x = node.input('x');
  const convolution = x.producer;
  if (convolution === null || !convolution.kernel.startsWith('Fused') || convolution.attributes['activation'] !== 'linear') return undefined;
  return consumers(x).length === 1 ? make(convolution.kernel, convolution.inputs, { ...convolution.attributes, activation: 'relu' }) : undefined;
};

export default rule;
