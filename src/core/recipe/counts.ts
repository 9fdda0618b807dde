import { roundEven } from '../graph/round.js';
import type { TextList } from './texts.js';
import type { DataArray, DataSet } from './types.js';

/** A number that the program works out of how many texts a list has; numbers are Python's, `/` and products with floats give floats. */
export type CountOf =
  | { readonly op: 'length'; readonly of: TextList }
  /** How many samples an array has. */
  | { readonly op: 'samples'; readonly of: DataArray }
  /** How many batches a pipeline has, or samples where it makes none. */
  | { readonly op: 'batches'; readonly of: DataSet }
  | { readonly op: '+' | '-' | '*' | '/' | '//'; readonly left: CountOf | number; readonly right: CountOf | number }
  | { readonly op: 'int' | 'floor' | 'ceil' | 'round'; readonly of: CountOf };

/** Where a slice begins or ends; null where it is not said. */
export type Bound = CountOf | number | null;

/** How many there are of what is counted. */
export interface Counting {
  lengthOf(list: TextList): Promise<number>;
  samplesOf(array: DataArray): Promise<number>;
  batchesOf(data: DataSet): Promise<number>;
}

/** The number, where all that is counted can be. */
export async function countOf(count: CountOf, counting: Counting): Promise<number> {
  const value = async (part: CountOf | number): Promise<number> => (typeof part === 'number' ? part : countOf(part, counting));
  switch (count.op) {
    case 'length':
      return counting.lengthOf(count.of);
    case 'samples':
      return counting.samplesOf(count.of);
    case 'batches':
      return counting.batchesOf(count.of);
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
    case 'batches':
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
  if (count.op === 'length' || count.op === 'samples' || count.op === 'batches') return 'their number';
  return 'of' in count ? `${count.op}(${countWords(count.of)})` : `${countWords(count.left)} ${count.op} ${countWords(count.right)}`;
}
