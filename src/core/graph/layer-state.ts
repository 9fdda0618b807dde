import type { LayerSpec, Values } from '../layers/define.js';
import type { CallRecord, LayerInstance } from './instance.js';
import type { ModelInstance } from './model.js';
import type { Names } from './names.js';
import type { InfoTree } from './tensors.js';
import type { Trainable } from './trainable.js';
import type { Dtype, Loss, Span, WeightSpec } from './types.js';
import type { Maybe } from './values.js';

export interface DtypePolicy {
  readonly compute: Dtype;
  readonly variable: Dtype;
}

/** What a layer was constructed with. */
export interface LayerOptions {
  readonly id: string;
  readonly type: string;
  readonly role: 'layer' | 'operation' | 'model' | 'custom';
  readonly name: string;
  readonly spec: LayerSpec | null;
  readonly values: Values;
  /** Arguments as given, normalised. */
  readonly given: { readonly [parameter: string]: Maybe };
  readonly ambiguous: readonly string[];
  /** Why a shape may be hidden: the first unknown argument that shapes depend on. */
  readonly loss: Loss | undefined;
  readonly policy: DtypePolicy;
  readonly trainable: boolean;
  readonly span: Span | null;
  /** `input_shape=` of the constructor, without the batch. */
  readonly inputShape: Maybe | undefined;
  /** Where layers that this one makes inside itself take their automatic names from. */
  readonly names: Names;
  /** Every layer of the program so far; a new one enters itself. */
  readonly made: LayerInstance[];
  /** For an operation: what it gives for other inputs, so that the model around it can be applied to another shape. */
  readonly rule?: ((inputs: InfoTree) => InfoTree) | undefined;
}

/** All of a layer that changes while a program runs. */
export interface LayerFields {
  name: string;
  built: boolean;
  weights: readonly WeightSpec[];
  calls: readonly CallRecord[];
  inner: ModelInstance | undefined;
  functions: { readonly [argument: string]: ModelInstance } | undefined;
  evaluate: ((inputs: InfoTree, callArguments: { readonly [name: string]: unknown }) => InfoTree) | undefined;
  variants: readonly Values[] | null | undefined;
  locked: readonly (readonly [axis: number, length: number])[];
  flags: Trainable;
  /** Attributes that the program gives it, which mean nothing to Keras: the frontend's values. */
  extras: ReadonlyMap<string, unknown>;
}
export type LayerState = Readonly<LayerFields>;
