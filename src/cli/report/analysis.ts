/** An analysis as the JSON that `convlens analyze --json` prints. Lines are 1-based, columns 0-based; what could not be determined is null. */
import type { Analysis, AnalysedModel } from '../../core/analysis.js';
import { countLayer } from '../../core/graph/count.js';
import type { Layer, ModelGraph, Shape, Span, TensorId } from '../../core/graph/types.js';
import type { Recipe } from '../../core/recipe/types.js';

/** One shape, or a list of them where a layer takes or gives several tensors. */
type Shapes = Shape | null | readonly (Shape | null)[];

export interface FileReport {
  readonly file: string;
  readonly models: readonly ModelReport[];
  readonly calls: readonly { readonly type: string; readonly line: number; readonly column: number; readonly inputShape: Shapes; readonly outputShape: Shapes; readonly params: number | null }[];
  readonly diagnostics: readonly { readonly line: number; readonly column: number; readonly endLine: number; readonly endColumn: number; readonly severity: string; readonly code: string; readonly message: string }[];
  readonly recipe: Recipe | null;
  readonly unknowns: readonly { readonly line: number | null; readonly column: number | null; readonly reason: string }[];
  /** Why the file could not be read; left out where it could. */
  readonly error?: string;
}

interface ModelReport {
  readonly name: string;
  readonly kind: ModelGraph['kind'];
  readonly line: number | null;
  readonly inputShape: Shapes;
  readonly outputShape: Shapes;
  readonly params: AnalysedModel['parameters'];
  readonly layers: readonly { readonly name: string; readonly type: string; readonly line: number | null; readonly inputShape: Shapes; readonly outputShape: Shapes; readonly params: number | null; readonly trainable: boolean }[];
}

export function reportOf(file: string, text: string, analysis: Analysis): FileReport {
  const place = placesIn(text);
  const at = (span: Span | null): { line: number; column: number } | null => (span === null || span.file !== undefined ? null : place(span.from));
  return {
    file,
    models: analysis.models.map((model) => ({
      name: model.variable ?? model.graph.name,
      kind: model.graph.kind,
      line: at(model.graph.span)?.line ?? null,
      inputShape: shapesOf(model.graph, model.graph.inputs) ?? model.inputShape,
      outputShape: shapesOf(model.graph, model.graph.outputs) ?? model.outputShape,
      params: model.parameters,
      layers: listed(model.graph).map((layer) => {
        const call = model.graph.calls.find(({ layer: id }) => id === layer.id);
        return {
          name: layer.name,
          type: layer.type,
          line: at(layer.span)?.line ?? null,
          inputShape: call === undefined ? null : shapesOf(model.graph, call.inputs),
          outputShape: call === undefined ? null : shapesOf(model.graph, call.outputs),
          params: countLayer(layer).total,
          trainable: layer.trainable,
        };
      }),
    })),
    calls: analysis.calls.map(({ type, span, inputs, outputs, parameters }) => ({
      type,
      ...place(span.from),
      inputShape: oneOrMany(inputs.map(({ shape }) => shape)),
      outputShape: oneOrMany(outputs.map(({ shape }) => shape)),
      params: parameters,
    })),
    diagnostics: analysis.diagnostics.filter(({ span }) => span.file === undefined).map(({ span, severity, code, message }) => {
      const end = place(span.to);
      return { ...place(span.from), endLine: end.line, endColumn: end.column, severity, code, message };
    }),
    recipe: analysis.models.find(({ recipe }) => recipe !== null)?.recipe ?? null,
    unknowns: analysis.unknowns.map(({ span, reason }) => ({ line: at(span)?.line ?? null, column: at(span)?.column ?? null, reason })),
  };
}

/** A Sequential's layers are listed without its InputLayer, as `model.layers` does. */
function listed({ kind, layers }: ModelGraph): readonly Layer[] {
  return kind === 'Sequential' ? layers.filter(({ type }) => type !== 'InputLayer') : layers;
}

function shapesOf(graph: ModelGraph, ids: readonly TensorId[]): Shapes {
  return oneOrMany(ids.map((id) => graph.tensors[id]?.shape ?? null));
}

function oneOrMany(shapes: readonly (Shape | null)[]): Shapes {
  return shapes.length === 1 ? shapes[0]! : shapes.length === 0 ? null : shapes;
}

/** From an offset to its place. Columns count UTF-16 units, as editors do. */
export function placesIn(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\n' || (text[i] === '\r' && text[i + 1] !== '\n')) starts.push(i + 1);
  }
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! };
  };
}
