/** Where an activation function hardly changes any more. Pure. */
import type { Layer } from '../../core/graph/types.js';

/** How near an end counts as being there. */
const near = 0.01;

const ends: { readonly [activation: string]: readonly (readonly [from: number, to: number])[] } = {
  sigmoid: [[0, near], [1 - near, 1]],
  hard_sigmoid: [[0, near], [1 - near, 1]],
  tanh: [[-1, -1 + near], [1 - near, 1]],
  softsign: [[-1, -1 + near], [1 - near, 1]],
  // The lower end of ReLU is a unit at rest, and a channel that only rests is called dead.
  relu6: [[6 - near, 6]],
};

/** The ends of what a layer's activation can give; none where it has no upper one. */
export function boundsOf({ type, config }: Layer): readonly (readonly [from: number, to: number])[] {
  if (type === 'ReLU') return typeof config.maxValue === 'number' ? [[config.maxValue - near, config.maxValue]] : [];
  return typeof config.activation === 'string' ? (ends[config.activation.toLowerCase()] ?? []) : [];
}
