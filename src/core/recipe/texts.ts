/** Lists of texts (names of files above all) that a program makes without saying which they are: where they come from, and what is done to them. */
import type { Span } from '../graph/types.js';
import type { Bound } from './counts.js';
import type { SplitPart } from './split.js';
import type { CsvTable } from './types.js';

/** A text made of another: of a path its name, a part, another ending. */
export type TextOf =
  | { readonly op: 'self' }
  /** The last part of a path, that part without its ending, the ending with its dot, the folder around it. */
  | { readonly op: 'name' | 'stem' | 'suffix' | 'parent' | 'lower' | 'upper'; readonly of: TextOf }
  /** A path without its ending (`os.path.splitext(path)[0]`). */
  | { readonly op: 'bare'; readonly of: TextOf }
  | { readonly op: 'wrap'; readonly of: TextOf; readonly before: string; readonly after: string }
  /** Part number `at` between separators, from the end where it is negative. */
  | { readonly op: 'part'; readonly of: TextOf; readonly separator: string; readonly at: number }
  | { readonly op: 'replace'; readonly of: TextOf; readonly from: string; readonly to: string }
  /** Texts one behind the other. */
  | { readonly op: 'concat'; readonly parts: readonly (TextOf | string)[] };

/** What is asked of a text. */
export type TextTest =
  | { readonly op: 'starts' | 'ends'; readonly of: TextOf; readonly texts: readonly string[] }
  | { readonly op: 'has' | 'is'; readonly of: TextOf; readonly text: string }
  | { readonly op: 'file' | 'folder'; readonly of: TextOf }
  | { readonly op: 'not'; readonly test: TextTest }
  | { readonly op: 'all' | 'any'; readonly tests: readonly TextTest[] };

/** A number made of a text: a label of a file's name. */
export type NumberOf = NumberOfText |
  /** One for each of the lists that are joined, of a list that is joined of as many and not changed after that. */
  { readonly op: 'each'; readonly numbers: readonly NumberOfText[] };

/** The same, of a text by itself. */
export type NumberOfText =
  /** The place of the text among others, from 0. */
  | { readonly op: 'place'; readonly of: TextOf; readonly among: TextList }
  /** What a dict of the program has under the text. */
  | { readonly op: 'entry'; readonly of: TextOf; readonly keys: readonly string[]; readonly values: readonly number[] }
  | { readonly op: 'number'; readonly of: TextOf }
  | { readonly op: 'choice'; readonly test: TextTest; readonly then: NumberOfText; readonly otherwise: NumberOfText }
  | { readonly op: 'constant'; readonly value: number };

export type TextOrigin =
  /** `os.listdir`: the names of what is in a folder. */
  | { readonly kind: 'folder'; readonly path: string }
  /** Paths that fit a pattern, as `glob.glob` finds them; `hidden`: names with a dot in front fit stars as well, as for `Path.glob` and `tf.io.gfile.glob`. */
  | { readonly kind: 'glob'; readonly pattern: string; readonly recursive: boolean; readonly hidden: boolean }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** A column of a table. */
  | { readonly kind: 'column'; readonly table: CsvTable; readonly column: string | number }
  /** One list behind the other. */
  | { readonly kind: 'joined'; readonly lists: readonly TextList[] }
  /** What is found at a path that each text of `outer` gives: names in a folder, or paths that fit a pattern. Each is a text of both, `outer` before and what is found behind a `BETWEEN`. */
  | { readonly kind: 'inside'; readonly outer: TextList; readonly path: TextOf; readonly pattern: boolean; readonly recursive: boolean; readonly sorted: 'up' | 'down' | null };

/** What no name has in it. */
export const BETWEEN = '\u0000';

export type TextChange =
  | { readonly op: 'map'; readonly to: TextOf }
  | { readonly op: 'keep'; readonly test: TextTest }
  | { readonly op: 'sort'; readonly reverse: boolean }
  | { readonly op: 'rows'; readonly from: Bound; readonly to: Bound }
  /** Put into a random order once: by Python's `random.Random(seed)`, by NumPy's `RandomState(seed)`, or by a generator whose state is not known (`seed` null). */
  | { readonly op: 'shuffle'; readonly generator: 'python' | 'numpy'; readonly seed: number | null; readonly span: Span | null }
  /** Some of them. */
  | ({ readonly op: 'pick'; readonly span: Span | null } & SplitPart);

export interface TextList {
  readonly origin: TextOrigin;
  readonly changes: readonly TextChange[];
}

/** The list after one more change. */
export const changedList = ({ origin, changes }: TextList, ...more: readonly TextChange[]): TextList => ({ origin, changes: [...changes, ...more] });

/** `outer` of what `inner` gives. */
export function composed(outer: TextOf, inner: TextOf): TextOf {
  if (outer.op === 'self') return inner;
  if (outer.op === 'concat') return { ...outer, parts: outer.parts.map((part) => (typeof part === 'string' ? part : composed(part, inner))) };
  return { ...outer, of: composed(outer.of, inner) };
}

/** What is asked of what `inner` gives. */
export function testOf(test: TextTest, inner: TextOf): TextTest {
  if (test.op === 'not') return { ...test, test: testOf(test.test, inner) };
  if ('tests' in test) return { ...test, tests: test.tests.map((one) => testOf(one, inner)) };
  return { ...test, of: composed(test.of, inner) };
}

/** A number of what `inner` gives. */
export function numberFrom(number: NumberOfText, inner: TextOf): NumberOfText {
  switch (number.op) {
    case 'constant':
      return number;
    case 'choice':
      return { ...number, test: testOf(number.test, inner), then: numberFrom(number.then, inner), otherwise: numberFrom(number.otherwise, inner) };
    default:
      return { ...number, of: composed(number.of, inner) };
  }
}
