import type { ConfigValue } from '../../graph/types.js';
import { type ArrayValue, EagerNumber } from './array-value.js';
import { toConfigValue } from './convert.js';

/** The numbers of an array as nested lists; undefined where they are not known. */
export function numbersOf(array: ArrayValue): ConfigValue | undefined {
  if (array instanceof EagerNumber) return array.value;
  return array.content === null ? undefined : toConfigValue(array.content);
}
