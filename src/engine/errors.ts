import type { Span } from '../core/graph/types.js';

export { UserError, isUserError } from '../core/protocol/failure.js';

/** 1-based line of an offset. */
export function lineOf(text: string, span: Span | null): number | null {
  if (span === null || span.file !== undefined) return null;
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < span.from; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

/** " (line 12)" where the place is known, else nothing. */
export function atLine(text: string, span: Span | null): string {
  const line = lineOf(text, span);
  return line === null ? '' : ` (line ${line})`;
}
