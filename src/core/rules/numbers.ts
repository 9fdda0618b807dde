import type { ConfigValue } from '../graph/types.js';

/** Numbers of a configuration, one an axis; null where one is not known. */
export function axes(value: ConfigValue | undefined): readonly number[] | null {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number') ? value : null;
}
