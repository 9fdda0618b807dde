/**
 * The words of the house as data: what a model is, without any tensor's values.
 * Everything here is plain JSON, so that it crosses process borders as it is.
 */

/** Length of one axis; `null` where it is not fixed before data arrives (Keras's `None`) or could not be determined. */
export type Dim = number | null;

/** Lengths of all axes, the batch first. */
export type Shape = readonly Dim[];

export type Dtype = 'float16' | 'bfloat16' | 'float32' | 'float64' | 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'bool' | 'string';

/** A half-open range of UTF-16 offsets in a text; `file` only where it is not the analysed text itself. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly file?: string;
}

/** A value of a layer's configuration as it crosses processes: JSON, with keys in Keras's snake_case turned to camelCase. */
export type ConfigValue = null | boolean | number | string | readonly ConfigValue[] | { readonly [key: string]: ConfigValue };

/** Why something is not known, and where it was lost. */
export interface Loss {
  readonly reason: string;
  readonly span: Span | null;
}

/** What is known of a symbolic tensor. `shape` is null where even the rank is unknown. */
export interface TensorInfo {
  readonly shape: Shape | null;
  readonly dtype: Dtype;
  /** Set where an axis (or the rank) is missing because the analysis lost it, not because Keras leaves it open. */
  readonly loss?: Loss;
}

/** An initializer, regularizer, constraint, activation object, loss, metric or optimizer as configuration. */
export interface ObjectConfig {
  /** Keras's class name, e.g. `GlorotUniform`. */
  readonly className: string;
  readonly config: { readonly [key: string]: ConfigValue };
}

/** One variable of a layer, without values. Order and names are Keras's. */
export interface WeightSpec {
  /** Keras's variable name, e.g. `kernel`. */
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: Dtype;
  /** False for variables that no gradient moves (moving statistics, seeds), whatever `layer.trainable` says. */
  readonly trainable: boolean;
  readonly initializer: ObjectConfig;
  readonly regularizer?: ObjectConfig;
  readonly constraint?: ObjectConfig;
}

/** One layer (or, with `role` "operation", one op of keras.ops applied to symbolic tensors). */
export interface Layer {
  /** Unique in its graph. */
  readonly id: string;
  /** Keras's name, numbered as Keras numbers (`conv2d_1`). */
  readonly name: string;
  /** Keras's class name, e.g. `Conv2D`; for a nested model `Sequential` or `Functional`; for a user's class its own name. */
  readonly type: string;
  readonly role: 'layer' | 'operation' | 'model' | 'custom';
  /** Bound arguments, defaults filled in, keys in camelCase. What is not known is absent and named in `unknown`. */
  readonly config: { readonly [key: string]: ConfigValue };
  readonly unknown: readonly string[];
  readonly weights: readonly WeightSpec[];
  /** `layer.trainable` at the end of the file. */
  readonly trainable: boolean;
  /** Set where a condition that is not known decides over `trainable`, which then says nothing. */
  readonly trainableLoss?: Loss;
  /** Where the constructor call stands in the source. */
  readonly span: Span | null;
  /** True for a custom layer that does something with masks of its own (`call` has an argument `mask`, `supports_masking`, `compute_mask`): its inside is followed as for tensors without. */
  readonly masks?: true;
  /** The graph inside a nested model, a custom layer whose `call` was evaluated, or a wrapper (TimeDistributed, Bidirectional). */
  readonly inner?: ModelGraph;
  /** What arguments compute that are a layer or a function of the program's own (`activation`), by the argument's name. Their weights Keras makes when data first passes, so they count in no summary before. */
  readonly functions?: { readonly [argument: string]: ModelGraph };
}

/** Index into `ModelGraph.tensors`. */
export type TensorId = number;

/** One application of a layer to tensors; a shared layer has several. */
export interface Call {
  readonly layer: Layer['id'];
  /** Which of the layer's calls this is, counted from 0 in the order of the file: Keras's node index. */
  readonly node?: number;
  readonly inputs: readonly TensorId[];
  readonly outputs: readonly TensorId[];
  /** Keyword arguments of the call that matter (`training`, `mask`, op parameters), as configuration. */
  readonly arguments: { readonly [key: string]: ConfigValue };
  /** For each of the last `inputs`, those of arguments behind the first, the name of its argument (`key`, `initialState`, `mask`). */
  readonly tensorArguments?: readonly string[];
  readonly span: Span | null;
}

/** A model with the operations that make masks, as Keras's summary has it. */
export interface MaskingGraph {
  /** The layers of the model and these operations, in Keras's order. */
  readonly order: readonly Layer['id'][];
  readonly operations: readonly Layer[];
  /** All calls; the masks that a layer is handed are the last of its inputs. */
  readonly calls: readonly Call[];
  /** Those of the model, and the masks behind them. */
  readonly tensors: readonly TensorInfo[];
}

/** Layers and their connections, with shapes and weights' shapes, no values. */
export interface ModelGraph {
  readonly name: string;
  readonly kind: 'Sequential' | 'Functional' | 'Subclass';
  /** In the order of Keras's `model.layers`/`summary()`; InputLayers included where Keras has them. */
  readonly layers: readonly Layer[];
  /** What the calls of a `call` method apply beside `layers`: operations, variables read and layers that are no attribute. Such a graph only; Keras shows none of them. */
  readonly operations?: readonly Layer[];
  /** In an order in which they can run. */
  readonly calls: readonly Call[];
  /** Set where masks go through a functional model: what Keras has for them, beside what computes. Shown only, since masks are followed when it runs. */
  readonly masking?: MaskingGraph;
  readonly tensors: readonly TensorInfo[];
  readonly inputs: readonly TensorId[];
  /** The InputLayer that each of `inputs` comes from; null where the model begins at a layer's output. */
  readonly inputLayers?: readonly (Layer['id'] | null)[];
  readonly outputs: readonly TensorId[];
  /** Variables that the model itself has, beside those of its layers. A model inside another has them as that one's layer. */
  readonly own?: Pick<Layer, 'weights' | 'trainable' | 'trainableLoss'>;
  /** Where the call that creates the model stands. */
  readonly span: Span | null;
  /** Set where the graph is not whole, with the first reason; then totals are unknown. */
  readonly incomplete?: Loss;
  /** What `keras.applications` was told as `weights`: "imagenet", or a file's path. Left out where the weights are random. */
  readonly pretrained?: string;
}

/** Numbers of parameters; null where one of the weights' shapes is not known. */
export interface ParameterCount {
  readonly total: number | null;
  readonly trainable: number | null;
  readonly nonTrainable: number | null;
}
