/** A rule's examples as whole programs, and the places that carets mark in them. */
import type { Span } from '../graph/types.js';

export const PRELUDE = 'import keras\nfrom keras import layers\n\n';

export interface Example {
  readonly text: string;
  readonly marks: readonly (Span & { readonly code: string })[];
}

/** Takes comments such as `#   ^^^^ some-code` out of an example; each marks a place in the line above it. */
export function readExample(source: string): Example {
  let text = PRELUDE;
  const marks: Example['marks'][number][] = [];
  let above = text.length;
  for (const line of source.split('\n')) {
    const mark = /^#( *)(\^+) +([a-z-]+)$/.exec(line);
    if (mark) {
      const from = above + 1 + mark[1]!.length;
      marks.push({ from, to: from + mark[2]!.length, code: mark[3]! });
      continue;
    }
    above = text.length;
    text += `${line}\n`;
  }
  return { text, marks };
}
