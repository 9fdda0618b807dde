import type { Args } from '../../python/args.js';
import { List, Tuple } from '../../python/containers.js';
import type { SymbolicTensor } from '../../../graph/builder.js';
import { type Native, RawNative } from '../../python/native.js';
import type { Site, Value } from '../../python/values.js';
import { CONSTANT, VARIABLE } from '../../../graph/call-operations.js';
import { sessionOf } from '../session.js';
import { TensorValue } from '../tensor-value.js';
import { isSymbolic } from '../trees.js';

/** A function of TensorFlow is applied to a tensor of the functional API: Keras 3 refuses that, and says to use `keras.ops`. */
export function warnSymbolic(path: string, modern: string, args: Args, at: Site): void {
  const session = sessionOf(at.machine);
  if (session.tracing > 0 || ![...args.positional, ...args.keyword.values()].some((value) => isSymbolic(value) && !isEager(value))) return;
  session.warn('tensorflow-on-keras-tensor', `Keras 3 does not take ${path} on a tensor of a model. Use ${modern}, or call it inside a layer.`, at.span);
}

/** A function of TensorFlow's own, which Keras 3 refuses on a tensor of the functional API. */
export const guarded = (prefix: string, fn: Native, modern = 'an operation of keras.ops'): Native => new RawNative(fn.signature, (args, at) => {
  warnSymbolic(`${prefix}.${fn.name}`, modern, args, at);
  return fn.call(args, at);
});

/** True for a tensor of the functional API, which has no numbers: inside of a layer's `call`, and where it is made of arrays alone, it is TensorFlow's. */
export const isOfModel = (value: Value, at: Site): boolean => sessionOf(at.machine).tracing === 0 && value instanceof TensorValue && !isEager(value);

/** The first such tensor in a value or a list of them; null where there is none. */
export function tensorOfModel(value: Value, at: Site): TensorValue | null {
  if (value instanceof TensorValue) return isOfModel(value, at) ? value : null;
  if (!(value instanceof List || value instanceof Tuple)) return null;
  return value.items.map((item) => tensorOfModel(item, at)).find((found) => found !== null) ?? null;
}

/** True for what layers made of arrays alone: no input leads to it, so that it is a tensor with numbers, which TensorFlow takes. */
function isEager(value: Value): boolean {
  const seen = new Set<SymbolicTensor>();
  const open: SymbolicTensor[] = value instanceof TensorValue ? [value.tensor] : [];
  if (open.length === 0) return false;
  for (let tensor = open.pop(); tensor !== undefined; tensor = open.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    const { isInput, layer, tensors } = tensor.node;
    if (isInput || (tensors.length === 0 && layer.type !== CONSTANT && layer.type !== VARIABLE)) return false;
    open.push(...tensors);
  }
  return true;
}
