/** Finding things in an analysis by their place in the text. */
import type { Analysis, LayerCall } from '../analysis.js';
import type { Layer, ModelGraph, Span } from '../graph/types.js';

export const contains = (span: Span, offset: number): boolean => span.file === undefined && span.from <= offset && offset <= span.to;

/** The innermost layer call whose constructor (or application) stands around an offset, and all calls of that place. */
export function callsAt(analysis: Pick<Analysis, 'calls'>, offset: number): { readonly span: Span; readonly calls: readonly LayerCall[] } | null {
  let best: Span | null = null;
  for (const call of analysis.calls) {
    for (const span of [call.span, call.callSpan]) {
      if (contains(span, offset) && (!best || span.to - span.from < best.to - best.from)) best = span;
    }
  }
  if (!best) return null;
  const { from, to } = best;
  const here = ({ from: a, to: b }: Span) => a === from && b === to;
  return { span: best, calls: analysis.calls.filter((call) => here(call.span) || here(call.callSpan)) };
}

/** The layer of a call in the first model that holds it, nested models included; null for a layer that no model uses. */
export function layerOf(analysis: Pick<Analysis, 'models'>, call: LayerCall): { readonly layer: Layer; readonly graph: ModelGraph } | null {
  for (const { graph } of analysis.models) {
    const found = findLayer(graph, (layer) => layer.name === call.name && layer.span?.from === call.span.from);
    if (found) return found;
  }
  return null;
}

export function findLayer(graph: ModelGraph, test: (layer: Layer) => boolean): { readonly layer: Layer; readonly graph: ModelGraph } | null {
  for (const layer of graph.layers) {
    if (test(layer)) return { layer, graph };
    const inner = layer.inner && findLayer(layer.inner, test);
    if (inner) return inner;
  }
  return null;
}

/**
 * Paths (`outer/inner`) of the layers of a model that a place in the text makes: those whose call stands around the offset most
 * closely, else those that begin in the given line. A call that makes the whole model points at none of its layers.
 */
export function layersAt(graph: ModelGraph, offset: number, line: Span): readonly string[] {
  const placed = placedLayers(graph).filter(({ layer: { span } }) => span !== null && span.file === undefined && !(graph.span?.from === span.from && graph.span.to === span.to));
  const around = placed.filter(({ layer: { span } }) => span !== null && contains(span, offset));
  const size = ({ layer: { span } }: { readonly layer: Layer }) => (span ? span.to - span.from : 0);
  const smallest = Math.min(...around.map(size));
  const chosen = around.length > 0 ? around.filter((one) => size(one) === smallest) : placed.filter(({ layer: { span } }) => span !== null && line.from <= span.from && span.from <= line.to);
  return chosen.map(({ path }) => path);
}

/** All layers of a model with their paths, nested ones included. */
export function placedLayers(graph: ModelGraph, prefix = ''): { readonly layer: Layer; readonly path: string }[] {
  return graph.layers.flatMap((layer) => [{ layer, path: prefix + layer.name }, ...(layer.inner ? placedLayers(layer.inner, `${prefix}${layer.name}/`) : [])]);
}

/** The layer at a path; null where the graph has none. */
export function layerAtPath(graph: ModelGraph, path: string): Layer | null {
  const found = placedLayers(graph).find((one) => one.path === path);
  return found?.layer ?? null;
}
