/** Whether a model ends in means that are weighed once: the head that CAM needs. Pure. */
import type { Call, Layer, ModelGraph } from '../../core/graph/types.js';
import { applications } from '../layers.js';

export interface MeanHead {
  /** Path of the layer whose output is averaged; null where the head is another. */
  readonly layer: string | null;
  /** Why not, in one sentence. */
  readonly reason: string;
}

/** Layers that change no value when a model predicts. */
const passing = new Set(['Dropout', 'Flatten', 'Reshape', 'ActivityRegularization']);
const lastActivations = new Set(['', 'linear', 'softmax', 'sigmoid']);
const needed = 'CAM needs a model whose last layer weighs the means of a convolution\'s maps (GlobalAveragePooling2D, then one Dense)';

/** Walks back from the output: activation, Dense (or a 1 x 1 convolution), nothing that changes values, then the means. */
export function meanHead(graph: ModelGraph): MeanHead {
  const other = (found: string): MeanHead => ({ layer: null, reason: `${needed}; ${found}. Grad-CAM does the same for any model.` });
  let at = producer(graph, graph.outputs[0], '');
  while (at !== null && (at.layer.type === 'Softmax' || passing.has(at.layer.type) || (at.layer.type === 'Activation' && lastActivations.has(activationOf(at.layer))))) at = before(at);
  const linear = at?.layer.type === 'Dense' || (at?.layer.type === 'Conv2D' && JSON.stringify(at.layer.config.kernelSize) === '[1,1]');
  if (at === null || !linear || !lastActivations.has(activationOf(at.layer))) return other(`this model ends in ${at?.layer.type ?? 'nothing known'}`);
  const { name } = at.layer;
  at = before(at);
  while (at !== null && passing.has(at.layer.type)) at = before(at);
  if (at?.layer.type !== 'GlobalAveragePooling2D') return other(`before "${name}" stands ${at?.layer.type ?? 'the input'}`);
  const source = before(at);
  if (source === null) return other('its means are those of the image itself');
  // Of a shared layer only the first output can be looked at, and the means may be of another.
  const times = applications(graph, source.path);
  return times > 1 ? other(`"${source.path}" is applied ${times} times`) : { layer: source.path, reason: '' };
}

const activationOf = ({ config }: Layer): string => (typeof config.activation === 'string' ? config.activation.toLowerCase() : config.activation === undefined || config.activation === null ? '' : 'other');

interface Place {
  readonly graph: ModelGraph;
  readonly prefix: string;
  readonly call: Call;
  readonly layer: Layer;
  readonly path: string;
}

const before = ({ graph, call, prefix }: Place): Place | null => producer(graph, call.inputs[0], prefix);

/** The call that makes a tensor; a nested model is entered at its output. */
function producer(graph: ModelGraph, tensor: number | undefined, prefix: string): Place | null {
  const call = graph.calls.find(({ outputs }) => tensor !== undefined && outputs.includes(tensor));
  const layer = graph.layers.find(({ id }) => id === call?.layer);
  if (call === undefined || layer === undefined || layer.type === 'InputLayer') return null;
  if (layer.role === 'model' && layer.inner !== undefined) return producer(layer.inner, layer.inner.outputs[0], `${prefix}${layer.name}/`);
  return { graph, prefix, call, layer, path: prefix + layer.name };
}
