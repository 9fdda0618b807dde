/**
 * Which masks a layer is handed and which its outputs get, as Keras 3.15 does it in `Layer.__call__` (steps 6 and 7).
 *
 * A Functional or Sequential model is put together with symbolic tensors, and the masks that a layer is handed then become edges of the
 * model: they stay, also where a layer takes a tensor's mask away while the model runs (`MultiHeadAttention.call`). A `call` method of the
 * user's is run anew each time and knows only what the tensors have while it runs. So both are followed: the masks of the building
 * (`Hidden`, by tensor of the graph) and those of the run (`maskOf`).
 */
import type { Layer, ModelGraph } from '../../core/graph/types.js';
import { UserError } from '../errors.js';
import type { ForwardCall } from '../layers/define.js';
import { asBool, maskOf, setMask } from '../layers/support/masks.js';
import { tf } from '../trace/tensorflow.js';

export type Hidden = tf.Tensor | undefined;

/** The tensors of an application by what they are, and the masks that go with them. */
export interface Given extends Pick<ForwardCall, 'inputs' | 'masks' | 'named' | 'handedMask'> {
  /** What the outputs' masks of this run are made of. */
  readonly previous: readonly Hidden[];
  /** What their masks of the building are made of; null where the model is not put together first. */
  readonly built: readonly Hidden[] | null;
}

interface Handed {
  /** The arguments that the last tensors belong to, one name a tensor. */
  readonly names: readonly string[];
  readonly hidden: readonly Hidden[] | null;
}

/** `takes` says whether the layer's `call` has an argument `mask`. */
export function givenTo({ names, hidden }: Handed, tensors: readonly tf.Tensor[], takes: boolean): Given {
  const first = tensors.slice(0, tensors.length - names.length);
  const others = tensors.slice(first.length).map((tensor, i) => ({ name: names[i]!, tensor }));
  const named: Record<string, tf.Tensor[]> = {};
  for (const { name, tensor } of others) (named[name] ??= []).push(tensor);
  const values = others.filter(({ name }) => !/mask$/i.test(name)).map(({ tensor }) => tensor);
  const byHand = named.mask?.map(asBool);
  const run = first.map(maskOf);
  const built = byHand ?? (hidden && first.map((_, i) => hidden[i]));
  // A list of masks is an edge of the model even where all are None; for a single one that was None the run is asked once more.
  const handed = byHand ?? (values.length > 0 ? [] : built === null ? run : first.length > 1 ? built : [built[0] ?? run[0]]);
  const handedMask = (tensor: tf.Tensor): Hidden => hidden?.[tensors.indexOf(tensor)] ?? maskOf(tensor);
  return { inputs: [...first, ...values], named, masks: handed, handedMask, previous: byHand ?? (takes && handed.length > 0 ? handed : run), built };
}

/**
 * The outputs with their masks. What a layer did itself while it ran counts first (`Layer._set_mask_metadata`); without a rule the masks
 * end, also where an output is the input as it was.
 */
export function withMasks(results: tf.Tensor[], { previous, built }: Given, rule: ((previous: readonly Hidden[]) => readonly Hidden[]) | undefined): { results: tf.Tensor[]; masks: readonly Hidden[] } {
  if (rule === undefined) return { results: results.map((result) => (maskOf(result) === undefined ? result : tf.clone(result))), masks: [] };
  if (!results.every((result) => maskOf(result) !== undefined)) {
    rule(previous).forEach((mask, i) => {
      const result = results[i];
      if (mask !== undefined && result !== undefined && maskOf(result) === undefined) setMask(result, mask);
    });
  }
  if (built === null) return { results, masks: [] };
  return { results, masks: built.every((mask, i) => mask === previous[i]) ? results.map(maskOf) : rule(built) };
}

/** A layer of the user's is handed a mask, and what it does with it is not followed: the numbers would be those without. */
export class MaskNotFollowed extends UserError {
  constructor(layer: Layer, place = '') {
    super(`The layer "${layer.name}" (${layer.type})${place} is handed a mask by a layer before it, such as Embedding(mask_zero=True) or Masking, and what it does with it cannot be followed here. Train this model with Keras, or hide the steps with a tensor of the model's own.`);
    this.layer = layer;
  }
  readonly layer: Layer;
}

/** A given output has no mask, and what follows would count steps that are hidden. */
export function refuseMasks(graph: ModelGraph): void {
  const hiding = hidingLayer(graph);
  if (hiding === undefined) return;
  throw new UserError(`The layer "${hiding.name}" (${hiding.type}) hides steps from the layers behind it, so what follows from one of their outputs alone cannot be computed. Look at activations instead.`);
}

/** A layer that makes masks; nested layers included. */
function hidingLayer({ layers }: ModelGraph): Layer | undefined {
  for (const layer of layers) {
    const found = layer.type === 'Masking' || (layer.type === 'Embedding' && layer.config.maskZero === true) ? layer : layer.inner && hidingLayer(layer.inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
