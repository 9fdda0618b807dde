import { SymbolicTensor, type TensorTree } from '../../graph/builder.js';
import { Unknown } from '../../graph/values.js';
import { Dict, List, Tuple } from '../python/containers.js';
import { Float, type Value, asNumber, unknown } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { numbersOf } from './array-numbers.js';
import type { KerasSession } from './session.js';
import { TensorValue } from './tensor-value.js';

/** Tensors as a layer takes them: symbolic ones as they are, arrays as inputs of their shape, structures entry by entry. */
export function toTree(value: Value, session: KerasSession): TensorTree {
  if (value instanceof TensorValue) return value.tensor;
  if (value instanceof Unknown) return value;
  if (value instanceof Tuple || value instanceof List) return value.lost ?? value.items.map((item) => toTree(item, session));
  if (value instanceof Dict) return value.open ?? Object.fromEntries([...value.entries.values()].map(([key, item]) => [typeof key === 'string' || typeof key === 'number' ? String(key) : '', toTree(item, session)]));
  if (value instanceof ArrayValue) return eager(value, session);
  if (typeof value === 'number' || value instanceof Float) return session.constant([], 'float32', Number(asNumber(value)));
  if (typeof value === 'boolean') return session.constant([], 'float32', Number(value));
  return unknown('This is not a tensor, as far as the analysis can tell.');
}

/** A constant stands for a tensor that no input leads to. */
function eager(array: ArrayValue, session: KerasSession): SymbolicTensor {
  return session.constant(array.shape ?? array.lost, array.dtype, numbersOf(array));
}

/** Tensors as Python sees them: the same object for the same tensor. */
export function fromTree(tree: TensorTree, session: KerasSession): Value {
  if (tree instanceof Unknown) return tree;
  if (tree instanceof SymbolicTensor) return tensorValue(tree, session);
  if (Array.isArray(tree)) return new List((tree as readonly TensorTree[]).map((item) => fromTree(item, session)));
  return Dict.of(Object.entries(tree as { readonly [key: string]: TensorTree }).map(([key, item]) => [key, fromTree(item, session)] as const));
}

export function tensorValue(tensor: SymbolicTensor, session: KerasSession): TensorValue {
  let value = session.tensors.get(tensor);
  if (!value) {
    value = new TensorValue(tensor);
    session.tensors.set(tensor, value);
  }
  return value;
}

/** True where a value holds a symbolic tensor somewhere. */
export function isSymbolic(value: Value): boolean {
  if (value instanceof TensorValue) return true;
  if (value instanceof Tuple || value instanceof List) return value.items.some(isSymbolic);
  return value instanceof Dict && [...value.entries.values()].some(([, item]) => isSymbolic(item));
}
