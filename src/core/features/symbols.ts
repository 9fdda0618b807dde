import type { Analysis } from '../analysis.js';
import type { Layer, ModelGraph, Span } from '../graph/types.js';
import { formatParameters, formatShape, type ShapeFormat } from './format.js';
import { modelName } from './lenses.js';

/** A model or a layer in the outline. */
export interface OutlineItem {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'model' | 'layer';
  /** What the editor reveals. */
  readonly span: Span;
  readonly children: readonly OutlineItem[];
}

/** Models with their layers, in the order of the text. Layers without a place in this text are left out. */
export function outline(analysis: Pick<Analysis, 'models'>, format: ShapeFormat): OutlineItem[] {
  return analysis.models.flatMap((model) => {
    const { span } = model.graph;
    if (!span || span.file !== undefined) return [];
    return { name: modelName(model), detail: formatParameters(model.parameters.total), kind: 'model' as const, span, children: layerItems(model.graph, format) };
  });
}

function layerItems(graph: ModelGraph, format: ShapeFormat): OutlineItem[] {
  return graph.layers.flatMap((layer) => {
    if (!layer.span || layer.span.file !== undefined) return [];
    const shape = outputOf(graph, layer);
    return { name: layer.name, detail: [layer.type, shape && formatShape(shape, format)].filter(Boolean).join(' '), kind: 'layer' as const, span: layer.span, children: [] };
  });
}

/** What a layer's last call in a graph puts out; null where it was never called there. */
export function outputOf(graph: ModelGraph, layer: Layer) {
  const last = graph.calls.filter((call) => call.layer === layer.id).at(-1);
  const output = last?.outputs[0];
  return output === undefined ? null : (graph.tensors[output] ?? null);
}
