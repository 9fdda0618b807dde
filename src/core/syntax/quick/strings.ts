import type { Expr, FStringPart } from '../ast.js';
import { formatText } from '../literals.js';
import { unread } from './cursor.js';
import { type Tokens, tokenize } from './tokens.js';

/** Text and fields of an f-string, of which `start` to `end` stands between its quotes. Throws `unread` at what it does not know. */
export function formatted(text: string, start: number, end: number, raw: boolean, readValue: (tokens: Tokens) => Expr): FStringPart[] {
  const parts: FStringPart[] = [];
  let literal = start;
  const close = (until: number): void => {
    if (until > literal) parts.push(formatText(text.slice(literal, until), raw));
  };
  for (let i = start; i < end; i++) {
    const mark = text[i];
    if (mark === '\\') {
      if (raw || text[i + 1] === 'N') throw unread;
      i++;
    } else if (mark === '{' && text[i + 1] !== '{') {
      close(i);
      const { part, to } = field(text, i + 1, end, readValue);
      parts.push(part);
      literal = to;
      i = to - 1;
    } else if (mark === '{' || mark === '}') {
      if (text[++i] !== mark || i >= end) throw unread;
    }
  }
  close(end);
  return parts;
}

/** What stands in braces, and where they end. */
function field(text: string, start: number, end: number, readValue: (tokens: Tokens) => Expr): { readonly part: FStringPart; readonly to: number } {
  const tokens = tokenize(text, start, end, true);
  if (!tokens) throw unread;
  const value = readValue(tokens);
  let at = tokens.stop;
  const conversion = text[at] === '!' ? text[at + 1]! : null;
  if (conversion !== null) at += 2;
  let spec: readonly string[] | null = null;
  if (text[at] === ':') {
    const from = at + 1;
    at = text.indexOf('}', from);
    const written = text.slice(from, at);
    if (/[{\\\n]/.test(written)) throw unread;
    spec = written === '' ? [] : [written];
  }
  if (text[at] !== '}' || at >= end) throw unread;
  return { part: { value, conversion, spec }, to: at + 1 };
}
