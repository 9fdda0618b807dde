import { Unknown } from '../../graph/values.js';
import { Args } from './args.js';
import type { Site, Value } from './values.js';

/** `sorted(items, key=…, reverse=…)`; unknown where a comparison is. */
export function sortValues(items: readonly Value[], key: Value, reverse: boolean, at: Site): readonly Value[] | Unknown {
  const keyed = items.map((item) => ({ item, key: key === null ? item : at.machine.call(key, Args.of(item), at) }));
  let fault = null as Unknown | null;
  const sorted = keyed.toSorted((a, b) => {
    if (fault) return 0;
    const less = at.machine.compare('<', a.key, b.key, at);
    const more = at.machine.compare('<', b.key, a.key, at);
    if (typeof less !== 'boolean' || typeof more !== 'boolean') {
      fault = less instanceof Unknown ? less : more instanceof Unknown ? more : new Unknown({ reason: 'The order of these values is not known.', span: at.span });
      return 0;
    }
    return (less ? -1 : more ? 1 : 0) * (reverse ? -1 : 1);
  });
  return fault ?? sorted.map((entry) => entry.item);
}
