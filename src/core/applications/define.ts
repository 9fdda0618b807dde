import type { SymbolicTensor } from '../graph/builder.js';
import type { ConfigValue } from '../graph/types.js';
import type { Arguments } from './arguments.js';
import type { Net } from './net.js';

/** What a module's `preprocess_input` does (Keras's `mode`); null where it returns its input as it is. */
export type Preprocessing = 'caffe' | 'tf' | 'torch' | null;

export interface Module {
  /** The functions that can be imported from it. */
  readonly functions: readonly string[];
  readonly preprocess: Preprocessing;
}

/** What one public function fixes of its family. */
export interface Variant {
  /** The default of its argument `name`. */
  readonly name: string | null;
  /** Side of the square input with the classifier on top and no shape given. */
  readonly size: number;
}

/** Published architectures that one piece of code builds, with all that their functions in `keras.applications` have in common. */
export interface Family<V extends Variant = Variant> {
  /** Author, year and title of the paper. */
  readonly paper: string;
  /** Modules of `keras.applications` by name. */
  readonly modules: { readonly [module: string]: Module };
  /** Arguments in Keras's order with their defaults, snake_case; `name` gets the variant's. */
  readonly parameters: readonly (readonly [name: string, fallback: ConfigValue])[];
  /** Functions by public name. */
  readonly functions: { readonly [name: string]: V };
  /** The smallest height and width that `input_shape` may give. */
  readonly minSize: number;
  /** False where Keras refuses `image_data_format() == "channels_first"`. */
  readonly channelsFirst?: boolean;
  /** True where the published weights are looked up by the model's own name, so that only the default one finds them. */
  readonly weightsByName?: boolean;
  /** Rejects what the family does not take, before anything is built. */
  check?(args: Arguments, variant: V): void;
  /** `input_shape` and default size where the family has rules of its own; else `obtainInputShape` with the variant's size. */
  inputShape?(args: Arguments, variant: V, channelsFirst: boolean): InputShape;
  /** The model's name where `name` is None. */
  defaultName?(args: Arguments, shape: InputShape, channelsFirst: boolean): string;
  /** True where a model on several inputs keeps only the first of them. */
  readonly firstInputOnly?: boolean;
  /** From the image to the output of the whole model. `shape` is what `input_shape` was settled to, without the batch. */
  build(net: Net, image: SymbolicTensor, args: Arguments, variant: V, shape: InputShape): SymbolicTensor;
}

/** Height, width and channels in the order of the data format; null for None. */
export type InputShape = readonly (number | null)[];

/** Arguments that nearly all functions take, in this order. */
export const standardParameters: Family['parameters'] = [
  ['include_top', true], ['weights', 'imagenet'], ['input_tensor', null], ['input_shape', null], ['pooling', null], ['classes', 1000], ['classifier_activation', 'softmax'], ['name', null],
];

/** Checks a family against its variants' type. */
export const defineFamily = <V extends Variant>(family: Family<V>): Family<V> => family;
