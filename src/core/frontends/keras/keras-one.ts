import type { Diagnostic } from '../../analysis.js';
import { noteReads } from '../../graph/history.js';
import type { Machine } from '../python/machine.js';

/**
 * Whether the program has shown that it was written for Keras 1: Keras 3 stops at each of these signs, so that what follows is read as it
 * was meant. There `Conv2D(64, 3, 3)` has a kernel of 3 by 3, where today the third argument is the stride.
 */
export function isKerasOne(machine: Machine): boolean {
  noteReads(KERAS_ONE);
  return machine.diagnostics.some(isSign);
}
export const isSign = ({ severity, era }: Diagnostic): boolean => severity === 'warning' && era === 'keras-1';
/** Something else than a name that steps share: whether the program was written for Keras 1. */
export const KERAS_ONE = 'Keras 1';
