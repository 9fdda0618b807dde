import type { Diagnostic } from '../../analysis.js';
import { noteReads } from '../../graph/history.js';
import type { Machine } from '../python/machine.js';

/** Imports that only Keras 1 and Keras 2 without TensorFlow had, and keywords of Keras 1, by what was said of them. */
const SIGNS: readonly RegExp[] = [
  /^Keras 3 has no module keras\.layers\.(convolutional|core)\b/,
  /^Keras 3 has no keras\.layers\.(merge|Merge)\b/,
  /^\w+ no longer takes (border_mode|subsample|dim_ordering|nb_filter|nb_row|init|W_regularizer|b_regularizer|output_dim|p)[;.]/,
];

/**
 * Whether the program has shown that it was written for Keras 1: Keras 3 stops at each of these signs, so that what follows is read as it
 * was meant. There `Conv2D(64, 3, 3)` has a kernel of 3 by 3, where today the third argument is the stride.
 */
export function isKerasOne(machine: Machine): boolean {
  noteReads(KERAS_ONE);
  return machine.diagnostics.some(isSign);
}
export const isSign = ({ severity, message }: Diagnostic): boolean => severity === 'warning' && SIGNS.some((sign) => sign.test(message));
/** Something else than a name that steps share: whether the program was written for Keras 1. */
export const KERAS_ONE = 'Keras 1';
