import type { SymbolicTensor } from '../../graph/builder.js';
import type { Loss } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { Value } from '../python/values.js';
import type { KerasSession } from './session.js';
import { tensorValue } from './trees.js';

/** Whether two tensors are what one layer makes of the same tensors, as in `layer(x, training=t) if flag else layer(x)`. */
function sameCall(a: SymbolicTensor, b: SymbolicTensor): boolean {
  const [left, right] = [a.node, b.node];
  return left.layer === right.layer && !left.isInput && a.outputIndex === b.outputIndex && left.tensors.length === right.tensors.length && left.tensors.every((tensor, i) => tensor === right.tensors[i])
    && a.shape !== null && a.shape.length === b.shape?.length && a.shape.every((d, i) => d === b.shape![i]);
}

/** A tensor that is one of two: with the shape on which both agree. A graph through it is not whole. */
export function joinTensors(session: KerasSession, a: SymbolicTensor, b: SymbolicTensor, loss: Loss): Value {
  if (sameCall(a, b)) return tensorValue(a, session);
  const alike = a.shape !== null && b.shape !== null && a.shape.length === b.shape.length;
  const shape = alike ? a.shape.map((d, i) => (d === b.shape![i] ? d : null)) : null;
  const differs = shape === null || shape.some((d, i) => d === null && (a.shape![i] !== null || b.shape![i] !== null));
  const { dtype } = a;
  const known = a.loss ?? b.loss ?? (differs ? loss : undefined);
  const made = session.builder.operation('unknown_branch', new Unknown(loss), {}, known ? { shape, dtype, loss: known } : { shape, dtype }, loss.span);
  return tensorValue(made as SymbolicTensor, session);
}
