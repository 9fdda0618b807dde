import type { ConfigValue, Dtype, Loss, Shape, TensorInfo, WeightSpec } from './types.js';
import { Opaque, Unknown } from './values.js';

/** Tensors in the structure in which Python holds them: alone, in lists, in dicts. */
export type InfoTree = TensorInfo | readonly InfoTree[] | { readonly [key: string]: InfoTree } | Unknown;

export const isTensor = (tree: InfoTree): tree is TensorInfo => typeof (tree as TensorInfo).dtype === 'string';
export const isTensorList = (tree: InfoTree): tree is readonly InfoTree[] => Array.isArray(tree);

/** A tensor of unknown rank. */
export const unknownTensor = (loss: Loss, dtype: Dtype = 'float32'): TensorInfo => ({ shape: null, dtype, loss });

/** Tensors from left to right; a dict's in the order of its sorted keys, as Keras flattens it. Unknown parts become tensors of unknown rank. */
export function flatten(tree: InfoTree): TensorInfo[] {
  if (isTensor(tree)) return [tree];
  const found: TensorInfo[] = [];
  collect(tree, found);
  return found;
}

function collect(tree: InfoTree, found: TensorInfo[]): void {
  if (tree instanceof Unknown) found.push(unknownTensor(tree.loss));
  else if (isTensor(tree)) found.push(tree);
  else if (isTensorList(tree)) for (const item of tree) collect(item, found);
  else {
    const dict = tree;
    for (const key of Object.keys(dict).sort()) collect(dict[key]!, found);
  }
}

/** The same structure with every tensor replaced; unknown parts stay. */
export function mapTensors<T extends TensorInfo>(tree: InfoTree, replace: (tensor: TensorInfo) => T): MappedTree<T> {
  if (tree instanceof Unknown) return tree;
  if (isTensor(tree)) return replace(tree);
  if (isTensorList(tree)) return tree.map((item) => mapTensors(item, replace));
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, mapTensors(item, replace)]));
}
type MappedTree<T> = T | readonly MappedTree<T>[] | { readonly [key: string]: MappedTree<T> } | Unknown;

export const isFloat = (dtype: Dtype): boolean => dtype.startsWith('float') || dtype === 'bfloat16';

/** A shape as Python prints it. */
export const showShape = (shape: Shape | null): string =>
  shape === null ? 'of unknown rank' : `(${shape.map((d) => d ?? 'None').join(', ')}${shape.length === 1 ? ',' : ''})`;

/** What layers with sublayers (wrappers, recurrent layers) see of a layer that was given to them. */
export abstract class SubLayer extends Opaque {
  abstract readonly type: string;
  abstract name: string;
  abstract readonly built: boolean;
  /** `layer` for an object of one of Keras's own classes. */
  abstract readonly role: 'layer' | 'operation' | 'model' | 'custom';
  /** Parameters as shape rules see them. */
  abstract readonly values: { readonly [parameter: string]: unknown };
  /** Empty until built. */
  abstract readonly weights: readonly WeightSpec[];
  /** Infers without recording a call; builds at the first time. Throws a `Rejection` where Keras would raise. */
  abstract infer(inputs: InfoTree, callArguments?: { readonly [name: string]: unknown }): InfoTree;
  /** A new layer made from the same arguments, some of them changed: what `from_config` does. */
  abstract copy(name: string, changes?: { readonly [parameter: string]: ConfigValue }): SubLayer;
}
