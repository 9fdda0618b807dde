import type { Layer, ModelGraph } from '../../core/graph/types.js';
import type { Recipe } from '../../core/recipe/types.js';
import { insidesOf } from './initialize.js';

/** The graph with the layers' flags as they were when the file trained it (`Recipe.moved`). What holds a layer that trains does not stand in its way. */
export const withMoved = (graph: ModelGraph, moved: Recipe['moved']): ModelGraph => (moved === undefined ? graph : graphMoved(graph, new Map(moved.map(({ id, moves }) => [id, moves]))));

type Flags = ReadonlyMap<string, boolean>;

const graphMoved = (graph: ModelGraph, flags: Flags): ModelGraph => ({
  ...graph, layers: graph.layers.map((layer) => layerMoved(layer, flags)),
  ...(graph.own ? { own: { ...graph.own, trainable: graph.own.trainable || [...flags.values()].includes(true) } } : {}),
});

function layerMoved(layer: Layer, flags: Flags): Layer {
  const trainable = flags.get(layer.id) ?? (layer.trainable || insidesOf(layer).some((graph) => holds(graph, flags)));
  return {
    ...layer, trainable, ...(layer.inner ? { inner: graphMoved(layer.inner, flags) } : {}),
    ...(layer.functions ? { functions: Object.fromEntries(Object.entries(layer.functions).map(([name, graph]) => [name, graphMoved(graph, flags)])) } : {}),
  };
}

/** Whether a layer somewhere inside is one that training moves after all. */
const holds = (graph: ModelGraph, flags: Flags): boolean => graph.layers.some((layer) => flags.get(layer.id) === true || insidesOf(layer).some((inside) => holds(inside, flags)));
