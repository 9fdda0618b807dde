/** Lists of texts (names of files above all) that a program makes without saying which they are: where they come from, and what is done to them. */
import type { Span } from '../graph/types.js';
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
  | { readonly op: 'replace'; readonly of: TextOf; readonly from: string; readonly to: string };

/** What is asked of a text. */
export type TextTest =
  | { readonly op: 'starts' | 'ends'; readonly of: TextOf; readonly texts: readonly string[] }
  | { readonly op: 'has' | 'is'; readonly of: TextOf; readonly text: string }
  | { readonly op: 'file' | 'folder'; readonly of: TextOf }
  | { readonly op: 'not'; readonly test: TextTest }
  | { readonly op: 'all' | 'any'; readonly tests: readonly TextTest[] };

/** A number made of a text: a label of a file's name. */
export type NumberOf =
  /** The place of the text among others, from 0. */
  | { readonly op: 'place'; readonly of: TextOf; readonly among: TextList }
  /** What a dict of the program has under the text. */
  | { readonly op: 'entry'; readonly of: TextOf; readonly keys: readonly string[]; readonly values: readonly number[] }
  | { readonly op: 'number'; readonly of: TextOf }
  | { readonly op: 'choice'; readonly test: TextTest; readonly then: NumberOf; readonly otherwise: NumberOf }
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
  | { readonly kind: 'joined'; readonly lists: readonly TextList[] };

export type TextChange =
  | { readonly op: 'map'; readonly to: TextOf }
  | { readonly op: 'keep'; readonly test: TextTest }
  | { readonly op: 'sort'; readonly reverse: boolean }
  | { readonly op: 'rows'; readonly from: number | null; readonly to: number | null }
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
  return outer.op === 'self' ? inner : { ...outer, of: composed(outer.of, inner) };
}
