import type { Args } from '../../python/args.js';
import type { SymbolicTensor } from '../../../graph/builder.js';
import type { Site, Value } from '../../python/values.js';
import { sessionOf } from '../session.js';
import { TensorValue } from '../tensor-value.js';
import { isSymbolic } from '../trees.js';

/** A function of TensorFlow is applied to a tensor of the functional API: Keras 3 refuses that, and says to use `keras.ops`. */
export function warnSymbolic(path: string, modern: string, args: Args, at: Site): void {
  const session = sessionOf(at.machine);
  if (session.tracing > 0 || ![...args.positional, ...args.keyword.values()].some((value) => isSymbolic(value) && !isEager(value))) return;
  session.warn('tensorflow-on-keras-tensor', `Keras 3 does not take ${path} on a tensor of a model. Use ${modern}, or call it inside a layer.`, at.span);
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
    if (isInput || (tensors.length === 0 && layer.type !== 'Constant')) return false;
    open.push(...tensors);
  }
  return true;
}
