import { reject } from '../graph/problem.js';
import { showShape } from '../graph/tensors.js';
import type { Dim, Shape } from '../graph/types.js';
import { product } from './sizes.js';

/**
 * Lengths after a reshape (Keras's `compute_reshape_output_shape`), batch not included. One target may be -1; `null` is an unknown
 * target and undefined Python's None, which Keras treats as open.
 */
export function reshaped(type: string, lengths: Shape, target: readonly (Dim | undefined)[], argument = 'target_shape'): Dim[] {
  const open = target.map((d) => d ?? null);
  const at = open.indexOf(-1);
  const size = product(lengths);
  if (size === null || open.includes(null)) return open.map((d) => (d === -1 ? null : d));
  const fixed = product(open.filter((d) => d !== -1))!;
  const mismatch = (): never => reject('reshape-size-mismatch', `${type} cannot turn ${lengths.length === 1 ? '' : `${lengths.join(' x ')} = `}${size} values into shape ${showShape(open)}${at < 0 ? `, which holds ${fixed}` : `, because ${size} is no multiple of ${fixed}`}. Choose a ${argument} of ${size} values.`, argument);
  if (at < 0) return fixed === size ? open : mismatch();
  if (fixed === 0 || size % fixed !== 0) mismatch();
  return open.map((d) => (d === -1 ? size / fixed : d));
}

/** Rejects targets below -1 and more than one -1. */
export function checkReshape(type: string, target: readonly (Dim | undefined)[], argument = 'target_shape'): void {
  if (target.some((d) => typeof d === 'number' && d < -1)) reject('argument-type', `${type}'s ${argument} takes lengths of 0 or more, or one -1, but found (${target.map((d) => d ?? 'None').join(', ')}). Change the negative length.`, argument);
  if (target.filter((d) => d === -1).length > 1) reject('argument-type', `${type}'s ${argument} takes at most one -1, but found (${target.map((d) => d ?? 'None').join(', ')}). Give all but one length.`, argument);
}
