/** The order in which operators stand in a model, from which onnxruntime takes the order in which it runs them. */
import type { OnnxNode } from './onnx.js';

/**
 * onnxruntime begins with the last operator whose results no other operator takes, computes what that one needs, of several operands the
 * later one first, and goes on to the last but one. Of a training step that would be the gradient of the first layer, for which the whole
 * backward pass runs while every other gradient waits and holds its layer's values. So these operators come last here, and of them at the
 * very end those that can be computed soonest: a gradient is computed, and what it was computed from let go, as soon as the backward pass
 * reaches its layer. The others stand as deep as they lie: of two operands the one with more behind it comes first, and a weight is laid
 * out for its convolution right before that. But a sum that goes on in another comes before what is added to it there: the gradient of a
 * recurrent kernel is a sum over time, and all its terms would otherwise wait for the last one.
 */
export function inOrderOfEnds(nodes: readonly OnnxNode[]): OnnxNode[] {
  const takers = takersOf(nodes);
  const depths = new Map<string, number>();
  const depthOf = new Map<OnnxNode, number>();
  for (const node of nodes) {
    const depth = 1 + Math.max(0, ...node.inputs.map((input) => depths.get(input) ?? 0));
    depthOf.set(node, depth);
    for (const output of node.outputs) depths.set(output, depth);
  }
  const placeOf = (node: OnnxNode): number => {
    const [taker, ...others] = takers.get(node.outputs[0]!) ?? [];
    return node.op === 'Add' && taker?.op === 'Add' && others.length === 0 ? depthOf.get(taker)! - 0.5 : depthOf.get(node)!;
  };
  const places = new Map(nodes.map((node) => [node, placeOf(node)]));
  const byDepth = [...nodes].sort((a, b) => places.get(a)! - places.get(b)!);
  const isEnd = ({ outputs }: OnnxNode): boolean => !outputs.some((output) => takers.has(output));
  return [...byDepth.filter((node) => !isEnd(node)), ...byDepth.filter(isEnd).reverse()];
}

/** The operators that take each result. */
function takersOf(nodes: readonly OnnxNode[]): Map<string, OnnxNode[]> {
  const takers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) {
      const known = takers.get(input);
      if (known === undefined) takers.set(input, [node]);
      else known.push(node);
    }
  }
  return takers;
}
