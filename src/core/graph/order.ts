import type { CallRecord, LayerInstance, SymbolicTensor } from './instance.js';
import type { Loss } from './types.js';

/** The layers and calls between inputs and outputs, in Keras's order. */
export interface OrderedGraph {
  /** Every layer and operation, InputLayers included: `Functional._operations`. */
  readonly layers: readonly LayerInstance[];
  /** In an order in which they can run. */
  readonly calls: readonly CallRecord[];
  /** Tensors that were needed but do not come from the inputs. */
  readonly disconnected: readonly SymbolicTensor[];
  /** Set where the walk met something that the analysis does not know. */
  readonly loss?: Loss;
}

/**
 * Orders a functional graph as `keras.src.ops.function.map_graph` does: by depth (the longest way to an output), and at one depth in
 * the order in which a depth-first walk from the outputs first meets the layers.
 */
export function orderGraph(inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[]): OrderedGraph {
  const { nodes, indices, disconnected, loss } = walk(new Set(inputs), outputs);
  const inGraph = new Set(nodes);
  const nodeDepths = new Map<CallRecord, number>();
  const layerDepths = new Map<LayerInstance, number>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    const depth = Math.max(nodeDepths.get(node) ?? 0, layerDepths.get(node.layer) ?? 0);
    layerDepths.set(node.layer, depth);
    nodeDepths.set(node, depth);
    for (const { node: parent } of node.tensors) {
      if (inGraph.has(parent)) nodeDepths.set(parent, Math.max(depth + 1, nodeDepths.get(parent) ?? 0));
    }
  }
  for (const { node } of inputs) {
    if (!node.isInput || layerDepths.has(node.layer)) continue;
    layerDepths.set(node.layer, 0);
    indices.set(node.layer, -1);
    nodeDepths.set(node, 0);
  }
  return {
    layers: byDepth(layerDepths, (a, b) => indices.get(a)! - indices.get(b)!),
    calls: byDepth(nodeDepths).filter((node) => !node.isInput),
    disconnected,
    ...(loss ? { loss } : {}),
  };
}

/** Depth first from the outputs, with a stack of its own: a model may be deeper than the call stack. */
function walk(inputs: ReadonlySet<SymbolicTensor>, outputs: readonly SymbolicTensor[]) {
  const nodes: CallRecord[] = [];
  const indices = new Map<LayerInstance, number>();
  const seen = new Set<CallRecord>();
  const disconnected: SymbolicTensor[] = [];
  let loss: Loss | undefined;
  const stack: { readonly node: CallRecord; next: number }[] = [];

  const enter = (tensor: SymbolicTensor): void => {
    const { node } = tensor;
    if (seen.has(node)) return;
    if (inputs.has(tensor)) {
      if (!node.isInput) {
        seen.add(node);
        return;
      }
    } else if (node.isInput) disconnected.push(tensor);
    seen.add(node);
    if (!indices.has(node.layer)) indices.set(node.layer, indices.size);
    loss ??= node.loss;
    stack.push({ node, next: 0 });
  };

  for (const output of outputs) {
    enter(output);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const tensor = top.node.isInput ? undefined : top.node.tensors[top.next++];
      if (tensor) enter(tensor);
      else nodes.push(stack.pop()!.node);
    }
  }
  return { nodes, indices, disconnected, loss };
}

/** Keys by falling depth; at one depth in the given order, else in that of their insertion. */
function byDepth<T>(depths: ReadonlyMap<T, number>, compare?: (a: T, b: T) => number): T[] {
  const levels: T[][] = [];
  for (const [item, depth] of depths) (levels[depth] ??= []).push(item);
  const ordered: T[] = [];
  for (let depth = levels.length - 1; depth >= 0; depth--) {
    const level = levels[depth];
    if (!level) continue;
    if (compare && level.length > 1) level.sort(compare);
    ordered.push(...level);
  }
  return ordered;
}
