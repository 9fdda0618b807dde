/** The order in which operators stand in a model, from which onnxruntime takes the order in which it runs them. */
import type { OnnxNode } from './onnx.js';

/**
 * onnxruntime begins with the last operator whose results no other operator takes, computes what that one needs, of several operands the
 * later one first, and goes on to the last but one. Of a training step that would be the gradient of the first layer, for which the whole
 * backward pass runs while every other gradient waits and holds its layer's values. So these operators come last here, and of them at the
 * very end those that can be computed soonest: a gradient is computed, and what it was computed from let go, as soon as the backward pass
 * reaches its layer. The others stand as deep as they lie: of two operands the one with more behind it comes first, and a weight is laid
 * out for its convolution right before that.
 */
export function inOrderOfEnds(nodes: readonly OnnxNode[]): OnnxNode[] {
  const taken = new Set(nodes.flatMap(({ inputs }) => inputs));
  const depths = new Map<string, number>();
  const depthOf = new Map<OnnxNode, number>();
  for (const node of nodes) {
    const depth = 1 + Math.max(0, ...node.inputs.map((input) => depths.get(input) ?? 0));
    depthOf.set(node, depth);
    for (const output of node.outputs) depths.set(output, depth);
  }
  const byDepth = [...nodes].sort((a, b) => depthOf.get(a)! - depthOf.get(b)!);
  const isEnd = ({ outputs }: OnnxNode): boolean => !outputs.some((output) => taken.has(output));
  return [...byDepth.filter((node) => !isEnd(node)), ...byDepth.filter(isEnd).reverse()];
}
