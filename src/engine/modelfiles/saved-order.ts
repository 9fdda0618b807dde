/** The order in which Keras holds the layers of a functional model that it builds from a configuration (`map_graph_network`): by it weights are stored. */
import type { Json } from './config.js';

interface Node {
  readonly layer: string;
  readonly parents: readonly string[];
}

const key = (layer: string, node: number): string => `${node} ${layer}`;

/** Names of the layers of a functional model's configuration, the deepest first, those of one depth as a walk from the outputs meets them. */
export function savedOrder(model: { readonly [key: string]: Json }): ReadonlyMap<string, number> {
  const { layers, output_layers: outputs } = model['config'] as unknown as { readonly layers: readonly { readonly name: string; readonly inbound_nodes: readonly Json[] }[]; readonly output_layers: Json };
  const nodes = new Map<string, Node>();
  for (const { name, inbound_nodes: inbound } of layers) (inbound.length === 0 ? [[]] : inbound).forEach((node, i) => nodes.set(key(name, i), { layer: name, parents: historiesIn(node) }));
  const [met, entered, left] = [new Map<string, number>(), new Set<string>(), new Array<string>()];
  for (const end of endsOf(outputs)) {
    const stack = [{ id: end, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const { layer, parents } = nodes.get(top.id)!;
      if (top.next === 0) {
        if (entered.has(top.id)) {
          stack.pop();
          continue;
        }
        entered.add(top.id);
        if (!met.has(layer)) met.set(layer, met.size);
      }
      const parent = parents[top.next++];
      if (parent !== undefined) stack.push({ id: parent, next: 0 });
      else {
        left.push(top.id);
        stack.pop();
      }
    }
  }
  const [ofNodes, ofLayers] = [new Map<string, number>(), new Map<string, number>()];
  for (const id of left.reverse()) {
    const { layer, parents } = nodes.get(id)!;
    const depth = Math.max(ofNodes.get(id) ?? 0, ofLayers.get(layer) ?? 0);
    ofLayers.set(layer, depth);
    for (const parent of parents) ofNodes.set(parent, Math.max(depth + 1, ofNodes.get(parent) ?? 0));
  }
  const ordered = [...met.keys()].sort((a, b) => ofLayers.get(b)! - ofLayers.get(a)! || met.get(a)! - met.get(b)!);
  return new Map(ordered.map((name, i) => [name, i]));
}

const endsOf = (outputs: Json): readonly string[] => {
  const [first] = outputs as readonly Json[];
  return (typeof first === 'string' ? [outputs] : (outputs as readonly Json[])).map((end) => key((end as readonly string[])[0]!, Number((end as readonly Json[])[1])));
};

/** The nodes that a node's arguments come from, in their order. */
function historiesIn(value: Json): string[] {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(historiesIn);
  const object = value as { readonly [key: string]: Json };
  if (object['class_name'] !== '__keras_tensor__') return Object.values(object).flatMap(historiesIn);
  const history = (object['config'] as { readonly [key: string]: Json })['keras_history'] as readonly Json[];
  return [key(history[0] as string, Number(history[1]))];
}
