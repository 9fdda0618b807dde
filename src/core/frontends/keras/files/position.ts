import type { Obj, Site, Value } from '../../python/values.js';
import type { ArrayValue } from '../array-value.js';
import type { TextListValue } from './text-list.js';

/** Positions of samples, or any one of them: what an array or a list of files is at such. */
export interface Positioned {
  inArray(array: ArrayValue, at: Site): Value | undefined;
  inList(list: TextListValue, at: Site): Value | undefined;
}

/** Whether an index is positions of samples, or one of them. */
export const isPositioned = (index: Value): index is Obj & Positioned => typeof index === 'object' && index !== null && 'inArray' in index && 'inList' in index;
