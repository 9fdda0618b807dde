/** Small analyses written by hand, with spans found in a text, for tests of what is drawn from them. */
import type { AnalysedModel, LayerCall } from '../../../src/core/analysis.js';
import type { Layer, ModelGraph, Shape, Span, TensorInfo, WeightSpec } from '../../../src/core/graph/types.js';

export const tensor = (...shape: Shape): TensorInfo => ({ shape, dtype: 'float32' });

/** The span of the n-th occurrence of a piece of text. */
export function spanOf(text: string, piece: string, occurrence = 0): Span {
  let from = -1;
  for (let n = 0; n <= occurrence; n += 1) from = text.indexOf(piece, from + 1);
  if (from < 0) throw new Error(`"${piece}" is not in the text`);
  return { from, to: from + piece.length };
}

export function call(type: string, name: string, span: Span, facts: { readonly input?: TensorInfo; readonly output: TensorInfo; readonly parameters?: number | null; readonly callSpan?: Span; readonly config?: LayerCall['config'] }): LayerCall {
  return { type, name, span, callSpan: facts.callSpan ?? span, inputs: facts.input ? [facts.input] : [], outputs: [facts.output], parameters: facts.parameters === undefined ? 0 : facts.parameters, config: facts.config ?? {} };
}

export const weight = (name: string, ...shape: Shape): WeightSpec => ({ name, shape, dtype: 'float32', trainable: true, initializer: { className: 'Zeros', config: {} } });

export function layer(type: string, name: string, span: Span | null, weights: readonly WeightSpec[] = [], rest: Partial<Layer> = {}): Layer {
  return { id: name, name, type, role: 'layer', config: {}, unknown: [], weights, trainable: true, span, ...rest };
}

/** A chain of layers, each fed by the one before it. */
export function chain(kind: ModelGraph['kind'], span: Span | null, steps: readonly (readonly [Layer, TensorInfo])[], input: TensorInfo): ModelGraph {
  return {
    name: kind.toLowerCase(), kind, span,
    layers: steps.map(([item]) => item),
    tensors: [input, ...steps.map(([, output]) => output)],
    calls: steps.map(([item], at) => ({ layer: item.id, inputs: [at], outputs: [at + 1], arguments: {}, span: item.span })),
    inputs: [0], outputs: [steps.length],
  };
}

export function model(graph: ModelGraph, total: number | null, variable: string | null = 'model', recipe: AnalysedModel['recipe'] = null): AnalysedModel {
  return { variable, graph, parameters: { total, trainable: total, nonTrainable: total === null ? null : 0 }, inputShape: null, outputShape: null, recipe };
}
