import { List, Tuple } from '../../python/containers.js';
import type { Value } from '../../python/values.js';

/** A list of strings; null where it is something else. */
export function strings(value: Value): string[] | null {
  if (!(value instanceof List || value instanceof Tuple) || value.lost) return null;
  const texts = value.items.flatMap((item) => (typeof item === 'string' ? item : []));
  return texts.length === value.items.length ? texts : null;
}
