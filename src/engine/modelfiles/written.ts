/** As what the parts of a model are written into a file. */
import type { Layer, ModelGraph } from '../../core/graph/types.js';

/** The class that a layer has in the file. */
export function savedType(layer: Layer): string {
  const whole = graphAsModel(layer);
  return whole === undefined ? layer.type : isSequential(whole) ? 'Sequential' : 'Functional';
}

/** A Sequential whose layers run one after the other, each once, is written as one: it is all that the class can hold. */
export const isSequential = (graph: ModelGraph): boolean =>
  graph.kind === 'Sequential' && graph.inputs.length === 1 && graph.calls.every(({ layer, inputs }) => inputs.length === 1 || graph.layers.find(({ id }) => id === layer)?.type === 'InputLayer');

/** The graph of a layer that is written as a model: a nested one, a class of the program's, a function in a Lambda. */
export const graphAsModel = ({ role, type, inner, functions }: Layer): ModelGraph | undefined => (role === 'model' || role === 'custom' ? inner : type === 'Lambda' ? functions?.['function'] : undefined);

/** The layer of a function that is a layer and nothing else. */
export function onlyLayer(layers: readonly Layer[]): Layer | null {
  const others = layers.filter(({ type }) => type !== 'InputLayer');
  return others.length === 1 && others[0]!.role === 'layer' ? others[0]! : null;
}
