import type { AnalysedModel, LayerCall } from '../analysis.js';
import type { ModelGraph } from '../graph/types.js';

const keyOf = (from: number, name: string): string => `${from} ${name}`;

/**
 * Whether a call belongs to a model that is built once more exactly as before, by the same line: a function that is called for its
 * summary and again to train makes one network, not twice as many layers. To be asked about the calls in their order, each once; null
 * where there is no such model.
 */
export function repeats(models: readonly Pick<AnalysedModel, 'graph'>[]): ((call: LayerCall) => boolean) | null {
  const known = new Map<number, ModelGraph[]>();
  const others = new Set<string>();
  const named = new Set<string>();
  for (const { graph } of models) {
    if (!graph.span || graph.span.file !== undefined) continue;
    const firsts = known.get(graph.span.from) ?? [];
    known.set(graph.span.from, firsts);
    const first = firsts.find((other) => isTwin(graph, other));
    if (!first) firsts.push(graph);
    else graph.layers.forEach(({ id, name, span }, at) => {
      if (!span) return;
      if (name !== first.layers[at]?.name) others.add(keyOf(span.from, name));
      // A layer with a name of its own has the same one in both.
      else if (graph.calls.filter(({ layer }) => layer === id).length === 1) named.add(keyOf(span.from, name));
    });
  }
  if (others.size + named.size === 0) return null;
  const seen = new Set<string>();
  return ({ span, callSpan, name }) => {
    const key = keyOf(span.from, name);
    if (!named.has(key)) return others.has(key);
    const place = `${key} ${callSpan.from}`;
    return seen.has(place) || !seen.add(place);
  };
}

/** The same layers at the same places, with weights and outputs of the same shapes. */
function isTwin(graph: ModelGraph, other: ModelGraph): boolean {
  if (graph.incomplete || other.incomplete || graph.layers.length !== other.layers.length || graph.tensors.length !== other.tensors.length) return false;
  const same = (a: readonly unknown[] | null, b: readonly unknown[] | null | undefined): boolean => a?.length === b?.length && a?.every((axis, i) => axis === b?.[i]) === true;
  return graph.layers.every(({ type, span, weights }, at) => {
    const twin = other.layers[at];
    return type === twin?.type && span?.from === twin.span?.from && weights.length === twin.weights.length && weights.every(({ shape }, i) => same(shape, twin.weights[i]?.shape));
  }) && graph.tensors.every(({ shape }, at) => same(shape, other.tensors[at]?.shape));
}
