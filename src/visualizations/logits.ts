/** A classifier's scores before its last activation (its logits). Pure: a graph in, a graph out. */
import type { Call, ConfigValue, Layer, ModelGraph } from '../core/graph/types.js';

export type LastActivation = 'softmax' | 'sigmoid' | 'none';

export interface Logits {
  /** The same graph, layers and weights, with the last activation replaced by the identity. */
  readonly graph: ModelGraph;
  /** What was replaced; `none` where the model's output is not a softmax or sigmoid and is taken as it is. */
  readonly activation: LastActivation;
  /** Path of the layer that gives the output. */
  readonly layer: string | null;
}

/** Takes the activation off the layer that gives the model's first output, in nested models too. */
export function withoutLastActivation(graph: ModelGraph, prefix = ''): Logits {
  const [output] = graph.outputs;
  const call = output === undefined ? undefined : graph.calls.find(({ outputs }) => outputs.includes(output));
  const layer = call === undefined ? undefined : graph.layers.find(({ id }) => id === call.layer);
  if (call === undefined || layer === undefined) return { graph, activation: 'none', layer: null };
  const path = prefix + layer.name;
  if (layer.role === 'model' && layer.inner !== undefined) {
    const inner = withoutLastActivation(layer.inner, `${path}/`);
    return { ...inner, graph: replaceLayer(graph, { ...layer, inner: inner.graph }) };
  }
  const activation = activationOf(layer, call);
  if (activation === 'none') return { graph, activation, layer: path };
  const bare: Layer = 'activation' in layer.config
    ? { ...layer, config: { ...layer.config, activation: 'linear' } }
    : { ...layer, type: 'Activation', role: 'layer', config: { activation: 'linear' }, unknown: [] };
  return { graph: replaceLayer(graph, bare), activation, layer: path };
}

function activationOf({ type, config }: Layer, call: Call): LastActivation {
  const name = 'activation' in config ? nameOf(config.activation) : type.toLowerCase();
  // A softmax over another axis than the last is no choice among classes.
  const axis = config.axis ?? call.arguments.axis ?? -1;
  if (name === 'softmax') return axis === -1 ? 'softmax' : 'none';
  return name === 'sigmoid' ? 'sigmoid' : 'none';
}

/** An activation is given by its name or as an object of configuration. */
function nameOf(value: ConfigValue | undefined): string {
  if (typeof value === 'string') return value.toLowerCase();
  if (typeof value === 'object' && value !== null && 'className' in value && typeof value.className === 'string') return value.className.toLowerCase();
  return '';
}

function replaceLayer(graph: ModelGraph, layer: Layer): ModelGraph {
  return { ...graph, layers: graph.layers.map((old) => (old.id === layer.id ? layer : old)) };
}
