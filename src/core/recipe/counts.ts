import { roundEven } from '../graph/round.js';
import type { TextList } from './texts.js';
import type { DataArray } from './types.js';

/** A number that the program works out of how many texts a list has; numbers are Python's, `/` and products with floats give floats. */
export type CountOf =
  | { readonly op: 'length'; readonly of: TextList }
  /** How many samples an array has. */
  | { readonly op: 'samples'; readonly of: DataArray }
  | { readonly op: '+' | '-' | '*' | '/' | '//'; readonly left: CountOf | number; readonly right: CountOf | number }
  | { readonly op: 'int' | 'floor' | 'ceil' | 'round'; readonly of: CountOf };

/** Where a slice begins or ends; null where it is not said. */
export type Bound = CountOf | number | null;

/** The number, where the length of every list is known. */
export async function countOf(count: CountOf, lengthOf: (list: TextList) => Promise<number>, samplesOf: (array: DataArray) => Promise<number>): Promise<number> {
  const value = async (part: CountOf | number): Promise<number> => (typeof part === 'number' ? part : countOf(part, lengthOf, samplesOf));
  switch (count.op) {
    case 'length':
      return lengthOf(count.of);
    case 'samples':
      return samplesOf(count.of);
    case 'int':
      return Math.trunc(await value(count.of));
    case 'floor':
      return Math.floor(await value(count.of));
    case 'ceil':
      return Math.ceil(await value(count.of));
    case 'round':
      return roundEven(await value(count.of));
    default: {
      const [left, right] = [await value(count.left), await value(count.right)];
      return { '+': left + right, '-': left - right, '*': left * right, '/': left / right, '//': Math.floor(left / right) }[count.op];
    }
  }
}

/** The number where everything that is counted has `length` entries. */
export function countFor(count: CountOf | number, length: number): number {
  if (typeof count === 'number') return count;
  switch (count.op) {
    case 'length':
    case 'samples':
      return length;
    case 'int':
      return Math.trunc(countFor(count.of, length));
    case 'floor':
    case 'ceil':
      return Math[count.op](countFor(count.of, length));
    case 'round':
      return roundEven(countFor(count.of, length));
    default: {
      const [left, right] = [countFor(count.left, length), countFor(count.right, length)];
      return { '+': left + right, '-': left - right, '*': left * right, '/': left / right, '//': Math.floor(left / right) }[count.op];
    }
  }
}

/** In the words of the program, as near as they are known. */
export function countWords(count: CountOf | number): string {
  if (typeof count === 'number') return String(count);
  if (count.op === 'length' || count.op === 'samples') return 'their number';
  return 'of' in count ? `${count.op}(${countWords(count.of)})` : `${countWords(count.left)} ${count.op} ${countWords(count.right)}`;
}
