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
  /** Where masks go through the model: layers and calls with the operations that make them, which those above leave out. */
  readonly masking?: Masking;
}

/** What Keras has in a model through which masks go. */
export interface Masking {
  readonly layers: readonly LayerInstance[];
  readonly calls: readonly CallRecord[];
}

/** What a call depends on. */
const edgesOf = (node: CallRecord): readonly SymbolicTensor[] => node.edges ?? node.tensors;

/**
 * Orders a functional graph as `keras.src.ops.function.map_graph` does: by depth (the longest way to an output), and at one depth in
 * the order in which a depth-first walk from the outputs first meets the layers. Nodes and layers are numbered by that walk, so that
 * all else is kept in plain lists.
 */
export function orderGraph(inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[]): OrderedGraph {
  const { nodes, places, layers, numbers, disconnected, loss } = walk(new Set(inputs), outputs);
  const nodeDepths = new Array<number>(nodes.length).fill(0);
  const layerDepths = new Array<number>(layers.length).fill(0);
  // Nodes in the order in which they get a depth.
  const reached: number[] = [];
  const isReached = new Array<boolean>(nodes.length).fill(false);
  const reach = (node: number, depth: number): void => {
    if (!isReached[node]) reached.push(node);
    isReached[node] = true;
    if (depth > nodeDepths[node]!) nodeDepths[node] = depth;
  };
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    const layer = numbers.get(node.layer)!;
    const depth = Math.max(nodeDepths[i]!, layerDepths[layer]!);
    layerDepths[layer] = depth;
    reach(i, depth);
    for (const tensor of edgesOf(node)) {
      const parent = places.get(tensor.node);
      if (parent !== undefined && parent >= 0) reach(parent, depth + 1);
    }
  }
  const calls: CallRecord[] = [];
  for (const place of byDepth(reached, nodeDepths)) if (!nodes[place]!.isInput) calls.push(nodes[place]!);
  const ordered = byDepth([...layers.keys()], layerDepths).map((number) => layers[number]!);
  const unused = new Set<LayerInstance>();
  for (const { node } of inputs) if (node.isInput && !numbers.has(node.layer)) unused.add(node.layer);
  if (unused.size > 0) ordered.splice(layerDepths.filter((depth) => depth > 0).length, 0, ...unused);
  const plain = calls.some(({ edges }) => edges) ? withoutMasks(ordered, calls, outputs) : { layers: ordered, calls };
  return loss ? { ...plain, disconnected, loss } : { ...plain, disconnected };
}

/** Leaves out what only makes masks. */
function withoutMasks(layers: readonly LayerInstance[], calls: readonly CallRecord[], outputs: readonly SymbolicTensor[]): Pick<OrderedGraph, 'layers' | 'calls' | 'masking'> {
  const needed = new Set<CallRecord>();
  const open = outputs.map(({ node }) => node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (needed.has(node)) continue;
    needed.add(node);
    if (!node.isInput) for (const tensor of node.tensors) open.push(tensor.node);
  }
  const kept = calls.filter((call) => needed.has(call));
  const called = new Set(kept.map(({ layer }) => layer));
  return { layers: layers.filter((layer) => layer.role !== 'operation' || called.has(layer)), calls: kept, masking: { layers, calls } };
}

/** What a walk meets that is not one of its nodes: where the model begins at the output of a layer. */
const OUTSIDE = -1;

/** Depth first from the outputs, with a stack of its own: a model may be deeper than the call stack. */
function walk(inputs: ReadonlySet<SymbolicTensor>, outputs: readonly SymbolicTensor[]) {
  /** In the order in which the walk leaves them, and where each stands there. */
  const nodes: CallRecord[] = [];
  const places = new Map<CallRecord, number>();
  /** In the order in which the walk meets them, and their numbers. */
  const layers: LayerInstance[] = [];
  const numbers = new Map<LayerInstance, number>();
  const disconnected: SymbolicTensor[] = [];
  let loss: Loss | undefined;
  const stack: CallRecord[] = [];
  /** For each node on the stack, which of its tensors comes next. */
  const next: number[] = [];

  const enter = (tensor: SymbolicTensor): void => {
    const { node } = tensor;
    if (places.has(node)) return;
    places.set(node, OUTSIDE);
    if (inputs.has(tensor)) {
      if (!node.isInput) return;
    } else if (node.isInput) disconnected.push(tensor);
    if (!numbers.has(node.layer)) {
      numbers.set(node.layer, layers.length);
      layers.push(node.layer);
    }
    loss ??= node.loss;
    stack.push(node);
    next.push(0);
  };

  for (const output of outputs) {
    enter(output);
    while (stack.length > 0) {
      const top = stack.length - 1;
      const node = stack[top]!;
      const tensor = node.isInput ? undefined : edgesOf(node)[next[top]!];
      if (tensor) {
        next[top]!++;
        enter(tensor);
        continue;
      }
      places.set(node, nodes.length);
      nodes.push(node);
      stack.pop();
      next.pop();
    }
  }
  return { nodes, places, layers, numbers, disconnected, loss };
}

/** Items by falling depth, at one depth as they are given. */
function byDepth(items: readonly number[], depths: readonly number[]): number[] {
  let deepest = 0;
  for (const depth of depths) if (depth > deepest) deepest = depth;
  // Where the next item of each depth goes, counted from the deepest.
  const places = new Array<number>(deepest + 2).fill(0);
  for (const item of items) places[deepest - depths[item]! + 1]!++;
  for (let i = 1; i < places.length; i++) places[i]! += places[i - 1]!;
  const ordered = new Array<number>(items.length).fill(0);
  for (const item of items) ordered[places[deepest - depths[item]!]!++] = item;
  return ordered;
}
