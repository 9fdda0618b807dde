/** What a layer computes, said in tfjs operations: one file per layer type in `forward/`, one per op in `operations/`. */
import type { Call, Layer, TensorInfo } from '../../core/graph/types.js';
import type { tf } from '../trace/tensorflow.js';
import type { RandomSpec } from '../trace/step.js';
import type { Config } from './support/config.js';

/** One application of a layer to tensors. All tensors are as Keras has them: batch first, and channels last unless the layer's `dataFormat` says otherwise. */
export interface ForwardCall {
  readonly layer: Layer;
  readonly config: Config;
  /** By Keras's variable name (`kernel`, `bias`); all of a layer's weights are here. */
  readonly weights: Readonly<Record<string, tf.Tensor>>;
  /** The tensors of all arguments but masks, the first argument's first. */
  readonly inputs: readonly tf.Tensor[];
  /**
   * What Keras hands over as `mask`, one for each tensor of the first argument: the masks given by hand, else those that the tensors have.
   * Empty where other arguments hold tensors as well (`initial_state`), for then Keras hands over none.
   */
  readonly masks: readonly (tf.Tensor | undefined)[];
  /** Tensors behind the first argument, by the name of theirs: `initialState`, `attentionMask`. */
  readonly named: Readonly<Record<string, readonly tf.Tensor[]>>;
  /** The mask that Keras hands over for a tensor that is an argument of its own (`value_mask` of attention). */
  handedMask(tensor: tf.Tensor): tf.Tensor | undefined;
  /** Keyword arguments of the call. */
  readonly arguments: Call['arguments'];
  /** What the graph knows of the results; empty for layers inside a wrapper. */
  readonly results: readonly TensorInfo[];
  /** Whether the layer behaves as in training. */
  readonly training: boolean;
  /** How many examples run. */
  readonly batch: number;
  /** A variable of the layer or model whose `call` method is around. */
  variable(weight: string): tf.Tensor;
  /** Whether a Functional or Sequential model applies it, by what its symbolic call gave; inside a method or another layer it is called anew. */
  readonly functional?: boolean;
  /** Fresh random numbers, uniform in [0, 1) or standard normal. */
  random(spec: RandomSpec): tf.Tensor;
  /** Adds the sum of a tensor to the loss. */
  penalize(value: tf.Tensor): void;
  /** Gives a variable that no gradient moves its new value (moving statistics). */
  update(weight: string, value: tf.Tensor): void;
  /** Applies the function given as the argument, by default the layer's activation; nothing where it is None. */
  activate(x: tf.Tensor, argument?: 'activation' | 'recurrentActivation'): tf.Tensor;
  /** What the program's own function computes that is given as the argument; null where it could not be followed. */
  follow(argument: string, inputs: readonly tf.Tensor[]): tf.Tensor[] | null;
  /** Applies a layer that this one holds (`layer.inner.layers`). */
  child(layer: Layer, inputs: readonly tf.Tensor[], options?: ChildOptions): tf.Tensor[];
  /** A weight of a layer that this one holds. */
  childWeight(layer: Layer, weight: string): tf.Tensor;
}

export interface ChildOptions {
  /** Other values for some of the layer's weights. */
  readonly weights?: Readonly<Record<string, tf.Tensor>>;
  /** Handed over as `mask`. */
  readonly mask?: tf.Tensor | undefined;
  /** How many of the inputs, from the end, are initial states. */
  readonly states?: number;
}

/** From the masks of the first argument's tensors (or those given by hand) to the masks of the outputs, in their order. */
export type MaskRule = (previous: readonly (tf.Tensor | undefined)[], call: ForwardCall) => readonly (tf.Tensor | undefined)[];

export interface Forward {
  /** Keras's class name; for an operation the name of `keras.ops`. */
  readonly type: string;
  /** Which masks its outputs have, for a layer that supports masking; left out, the masks end here (Keras's `compute_mask`). */
  readonly mask?: MaskRule;
  /** Whether Keras's `call` of the layer has an argument `mask`. */
  readonly takesMask?: boolean;
  call(call: ForwardCall): tf.Tensor | tf.Tensor[];
  /** Of a layer that mixes the images of a batch: labels [batch, classes] mixed in the same way, by the same random numbers drawn in the same order. */
  labels?(labels: tf.Tensor, call: ForwardCall): tf.Tensor;
}

export function defineForward(forward: Forward): Forward {
  return forward;
}

/** The input of a layer that takes exactly one. */
export function only({ layer, inputs }: Pick<ForwardCall, 'layer' | 'inputs'>): tf.Tensor {
  const [input] = inputs;
  if (input === undefined) throw new Error(`Layer "${layer.name}" was called without an input.`);
  return input;
}
