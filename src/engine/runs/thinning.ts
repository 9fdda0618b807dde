/** Which checkpoint to give up where not all have room: those that stay lie evenly over the epochs, so that a run can be looked at over its whole time. */

/** A training goes on from the last; should that one be damaged, from the one before. */
const last = 2;

/** The epoch whose checkpoint is missed least, of ascending ones; null where none can be spared. The first stays as long as others can go. */
export function leastMissed(epochs: readonly number[]): number | null {
  if (epochs.length <= last) return null;
  let [best, narrowest] = [epochs[0]!, Infinity];
  for (let i = 1; i < epochs.length - last; i++) {
    const gap = epochs[i + 1]! - epochs[i - 1]!;
    if (gap < narrowest) [best, narrowest] = [epochs[i]!, gap];
  }
  return best;
}
