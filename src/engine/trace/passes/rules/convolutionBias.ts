import type { KernelNode, Value } from '../../ir.js';
import type { Rule } from '../../rewrite.js';

const fusable: Readonly<Record<string, string>> = { Conv2D: 'FusedConv2D', DepthwiseConv2dNative: 'FusedDepthwiseConv2D' };

/** A bias per channel added to a convolution that nobody else uses belongs to the convolution. */
const rule: Rule = (node, { consumers, make }) => {
  if (node.kernel !== 'Add') return undefined;
  const [a, b] = [node.input('a'), node.input('b')];
  const fuse = (value: Value, bias: Value): Value | undefined => {
    const convolution: KernelNode | null = value.producer;
    const fused = convolution ? fusable[convolution.kernel] : undefined;
    const channels = value.shape[value.shape.length - 1];
    if (convolution === null || fused === undefined || consumers(value).length !== 1) return undefined;
    if (bias.size !== channels || bias.shape[bias.shape.length - 1] !== channels) return undefined;
    return make(fused, { ...convolution.inputs, bias }, { ...convolution.attributes, activation: 'linear' });
  };
  return fuse(a, b) ?? fuse(b, a);
};

export default rule;
