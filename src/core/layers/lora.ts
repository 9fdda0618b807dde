import { reject } from '../graph/problem.js';
import type { Dim, ObjectConfig, WeightSpec } from '../graph/types.js';
import { heUniform, zeros } from './initial.js';

/** Keras enables no low-rank pair on a kernel with a constraint. A class name is missing where the constraint may be none. */
export function checkLora(type: string, rank: Dim | undefined, constraint: ObjectConfig | undefined, argument: string): void {
  if (rank !== undefined && constraint && constraint.className !== '') reject('argument-choice', `${type} cannot have lora_rank and ${argument} together. Remove one of them.`, argument);
}

/**
 * Adds a low-rank pair to a kernel and freezes the kernel itself (`enable_lora`), where `rank` is given.
 * Trainable variables come first, as in `layer.weights`.
 */
export function lora(weights: readonly WeightSpec[], kernel: string, rank: Dim | undefined, regularizer: ObjectConfig | undefined, stem = kernel): readonly WeightSpec[] {
  if (rank === undefined) return weights;
  const shape = weights.find((w) => w.name === kernel)!.shape;
  const half = (name: string, axes: readonly Dim[], initializer: ObjectConfig): WeightSpec => ({ name, shape: axes, dtype: 'float32', trainable: true, initializer, ...(regularizer ? { regularizer } : {}) });
  const pair = [half(`lora_${stem}_a`, [...shape.slice(0, -1), rank], heUniform), half(`lora_${stem}_b`, [rank, shape.at(-1) ?? null], zeros)];
  return [...weights.map((w) => (w.name === kernel ? { ...w, trainable: false } : w)), ...pair];
}
