import type { Loss } from '../../graph/types.js';
import type { Machine } from './machine.js';
import { type Value, joinValues } from './values.js';

/** Attributes on which two ways agree; one that only one way sets has, if it is used at all, the value of that way. */
export function joinMaps(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>, loss: Loss, machine: Machine): Map<string, Value> {
  const joined = new Map<string, Value>();
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const [x, y] = [a.get(name), b.get(name)];
    joined.set(name, x === undefined || y === undefined ? (x ?? y)! : joinValues(x, y, loss, machine));
  }
  return joined;
}
