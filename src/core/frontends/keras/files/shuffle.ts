import { List } from '../../python/containers.js';
import { type Site, type Value, asInteger, oneOf, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { CountValue } from './count-value.js';
import { PairsValue } from './pairs.js';
import { PositionsValue } from './positions.js';
import { TextListValue } from './text-list.js';

/** `shuffle(x)` of Python's or NumPy's random numbers, in place; `seed` where it is the first thing that a generator of this seed does. */
export function shuffle(x: Value, generator: 'python' | 'numpy', seed: number | null, at: Site): null {
  if (x instanceof TextListValue) x.change({ op: 'shuffle', generator, seed, span: at.span }, at);
  // In another order than Python's where its seed is known, which is told by none of the steps.
  else if (x instanceof PairsValue) x.shuffle(generator === 'numpy' ? seed : null, at);
  else if (x instanceof PositionsValue && generator === 'numpy') x.shuffle(seed, at);
  else if (x instanceof ArrayValue) x.lose('its samples are put into a random order in place, apart from what belongs to them.', at);
  else if (x instanceof List && x.items.length > 1) {
    at.machine.journal.touch(x);
    const any = oneOf({ reason: 'The order of this list is random.', span: at.span }, ...x.items);
    x.items = x.items.map(() => any);
  }
  return null;
}

/** `permutation(x)`: positions from 0 on in a random order, where `x` is how many there are or such positions. */
export function permutation(x: Value, seed: number | null, at: Site): Value {
  const count = x instanceof CountValue ? x : asInteger(x);
  const positions = x instanceof PositionsValue ? x.takenBy({ op: 'pick', part: 'all', test: null, train: null, seed, shuffle: true, span: at.span }) : count === null ? null : new PositionsValue(count);
  if (positions === null) return x instanceof ArrayValue ? x.after(null, x.shape) : unknown('The order of these values is random.', at.span);
  if (!(x instanceof PositionsValue)) positions.shuffle(seed, at);
  return positions;
}
