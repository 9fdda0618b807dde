import { List } from '../../python/containers.js';
import { type Site, type Value, oneOf } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { TextListValue } from './text-list.js';

/** `shuffle(x)` of Python's or NumPy's random numbers, in place; `seed` where it is the first thing that a generator of this seed does. */
export function shuffle(x: Value, generator: 'python' | 'numpy', seed: number | null, at: Site): null {
  if (x instanceof TextListValue) x.change({ op: 'shuffle', generator, seed, span: at.span }, at);
  else if (x instanceof ArrayValue) x.lose('its samples are put into a random order in place, apart from what belongs to them.', at);
  else if (x instanceof List && x.items.length > 1) {
    at.machine.journal.touch(x);
    const any = oneOf({ reason: 'The order of this list is random.', span: at.span }, ...x.items);
    x.items = x.items.map(() => any);
  }
  return null;
}
