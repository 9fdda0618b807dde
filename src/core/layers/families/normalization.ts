import { reject } from '../../graph/problem.js';
import { showShape } from '../../graph/tensors.js';
import type { Dim, Shape } from '../../graph/types.js';
import { resolveAxis } from '../define.js';

/** Lengths of the normalised axes, in their order (Keras sorts a list of them, negative ones first). `axes` null means not known. */
export function normalisedShape(type: string, axes: readonly Dim[] | null | undefined, shape: Shape): Dim[] {
  if (!axes || axes.includes(null)) return [null];
  const given = axes as readonly number[];
  return [...given].sort((a, b) => a - b).map((axis) => {
    const at = resolveAxis(type, axis, shape);
    return at === null ? null : (shape[at] ?? null);
  });
}

/** Rejects normalised axes whose length Keras leaves open. */
export function demandLengths(type: string, axes: readonly Dim[] | null | undefined, shape: Shape, lost: boolean): void {
  if (lost || !axes || axes.includes(null) || !normalisedShape(type, axes, shape).includes(null) || shape.length === 0) return;
  reject('undefined-channels', `${type} needs fixed lengths at axis ${axes.join(', ')} to make its weights, but its input ${showShape(shape)} has None there. Give that axis a length in the Input, or choose another axis.`, 'axis');
}
