import type { SyntaxFlaw } from './ast.js';

/** What a text is made of where its grammar does not matter: brackets, strings, names, numbers and signs. */
interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'open' | 'close' | 'sign';
  readonly from: number;
  readonly to: number;
  /** How many brackets are open around it. */
  readonly depth: number;
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** Words that stand between or before operands. */
const OPERATORS = new Set('and as async await else for from if import in is lambda not or yield'.split(' '));
const NEXT = /(?:[ \t\f\r\n]|\\\r?\n|#[^\n]*)*(?:([rbfuRBFUtT]{0,2})('''|"""|'|")|(\.?\d[\w.]*)|([\p{L}_][\p{L}\p{N}_]*)|([([{])|([)\]}])|(.))?/uy;

/**
 * The mistake that Python's own reading stops at before any grammar: a string or bracket that is not closed, or closed by another one; else
 * two values inside brackets with nothing between them. Null where there is none. To be asked of texts that the grammar does not accept:
 * it finds such a mistake as well, but only where it then loses the thread, which may be many lines below.
 */
export function lexicalFlaw(text: string): SyntaxFlaw | null {
  const { tokens, flaw } = scan(text);
  return flaw ?? missingComma(text, tokens);
}

/**
 * A line whose blanks Python cannot compare with those of the lines around it, because the one has tabs where the other has spaces: which
 * is further in must not hang on how wide a tab is (CPython's tokenizer measures with tabs of 8 and of 1). Null where there is none.
 */
export function mixedTabs(text: string): SyntaxFlaw | null {
  if (!/^[ \f]*\t/m.test(text) || !/^[\t\f]* /m.test(text)) return null;
  const blocks: { readonly wide: number; readonly narrow: number }[] = [{ wide: 0, narrow: 0 }];
  let end = 0;
  for (const token of scan(text).tokens) {
    const gap = text.slice(end, token.from);
    const first = end === 0 || /(^|[^\\\r])\r?\n[ \t\f]*$/.test(gap);
    end = token.to;
    if (!first || token.depth > 0 || token.kind === 'close') continue;
    const start = text.lastIndexOf('\n', token.from - 1) + 1;
    const column = columnOf(text.slice(start, token.from));
    while (blocks.length > 1 && column.wide < blocks.at(-1)!.wide) blocks.pop();
    const block = blocks.at(-1)!;
    if (column.wide > block.wide ? column.narrow <= block.narrow : column.wide < block.wide || column.narrow !== block.narrow) {
      if (column.wide < block.wide) return null;
      return { from: start, to: token.from, message: 'Python cannot tell how far this line is indented: it has tabs where the lines around it have spaces, or the other way round. Indent all lines of the block in the same way.' };
    }
    if (column.wide > block.wide) blocks.push(column);
  }
  return null;
}

function columnOf(blanks: string): { readonly wide: number; readonly narrow: number } {
  let wide = 0;
  for (const blank of blanks) wide = blank === '\t' ? 8 * (Math.floor(wide / 8) + 1) : wide + 1;
  return { wide, narrow: blanks.length };
}

/** The tokens of a text, as far as its brackets and strings are closed. */
function scan(text: string): { readonly tokens: readonly Token[]; readonly flaw: SyntaxFlaw | null } {
  const tokens: Token[] = [];
  const stopped = (flaw: SyntaxFlaw | null) => ({ tokens, flaw });
  const open: Token[] = [];
  NEXT.lastIndex = 0;
  for (;;) {
    const found = NEXT.exec(text);
    if (!found) break;
    const [, prefix = '', quote, number, name, opening, closing, sign] = found;
    const to = NEXT.lastIndex;
    const token = (kind: Token['kind'], length: number, end = to): Token => ({ kind, from: to - length, to: end, depth: open.length });
    if (quote !== undefined) {
      const end = endOfString(text, to, quote);
      if (end === null) return stopped(unclosedString(text, to - quote.length, quote));
      tokens.push(token('string', prefix.length + quote.length, end));
      NEXT.lastIndex = end;
    } else if (number !== undefined) tokens.push(token('number', number.length));
    else if (name !== undefined) tokens.push(token('name', name.length));
    else if (opening !== undefined) {
      tokens.push(token('open', 1));
      open.push(tokens.at(-1)!);
    } else if (closing !== undefined) {
      const last = open.pop();
      if (!last) return stopped({ from: to - 1, to, message: `This "${closing}" closes no bracket. Remove it, or look before it for a bracket that is closed twice.` });
      if (text[last.from] !== CLOSES[closing]) return stopped({ from: to - 1, to, message: `Python expects the "${text[last.from]}" of ${shown(text, last)} to be closed here, but found "${closing}". Close it first.` });
      tokens.push(token('close', 1));
    } else if (sign !== undefined) tokens.push(token('sign', 1));
    else break;
  }
  const left = open.at(-1);
  return stopped(left ? { from: left.from, to: left.to, message: `The "${text[left.from]}" of ${shown(text, left)} is never closed. Close it where its last value ends.` } : null);
}

/** Where a string ends whose first quote ends at `from`; null where its line ends before. */
function endOfString(text: string, from: number, quote: string): number | null {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i += text[i + 1] === '\r' && text[i + 2] === '\n' ? 2 : 1;
    else if (text[i] === '\n' && quote.length === 1) return null;
    else if (text.startsWith(quote, i)) return i + quote.length;
  }
  return null;
}

function unclosedString(text: string, from: number, quote: string): SyntaxFlaw {
  const end = text.indexOf('\n', from);
  return { from, to: quote.length > 1 ? from + 3 : end < 0 ? text.length : end, message: `This string is not closed: Python expects ${quote} ${quote.length > 1 ? 'before the file ends' : 'before the line ends'}. Close it where its text ends.` };
}

/** A bracket with what stands before it in its line. */
function shown(text: string, { from }: Token): string {
  const before = text.slice(text.lastIndexOf('\n', from) + 1, from).trimStart();
  return `"${before.length > 24 ? `…${before.slice(-24)}` : before}${text[from]}"`;
}

function missingComma(text: string, tokens: readonly Token[]): SyntaxFlaw | null {
  for (let i = 1; i < tokens.length; i++) {
    const [left, right] = [tokens[i - 1]!, tokens[i]!];
    if (right.depth === 0 || !ends(text, left) || !starts(text, right) || (left.kind === 'string' && right.kind === 'string')) continue;
    const first = firstOf(text, tokens, i - 1);
    return { from: first.from, to: right.to, message: `Python expects a comma before "${text.slice(right.from, right.to)}". Put one between the two values, or the operator that is missing.` };
  }
  return null;
}

const word = (text: string, { from, to }: Token): string => text.slice(from, to);
const ends = (text: string, token: Token): boolean => token.kind === 'number' || token.kind === 'string' || token.kind === 'close' || (token.kind === 'name' && !OPERATORS.has(word(text, token)));
const starts = (text: string, token: Token): boolean => token.kind === 'number' || token.kind === 'string' || (token.kind === 'name' && !OPERATORS.has(word(text, token)));

/** Where the value begins that ends with a token: before its calls, indices and dots. */
function firstOf(text: string, tokens: readonly Token[], end: number): Token {
  let i = end;
  for (;;) {
    if (tokens[i]!.kind === 'close') {
      const { depth } = tokens[i]!;
      while (i > 0 && !(tokens[i]!.kind === 'open' && tokens[i]!.depth === depth)) i--;
    }
    const before = tokens[i - 1];
    const joined = tokens[i]!.kind === 'open' && before !== undefined && (before.kind === 'name' || before.kind === 'close' || before.kind === 'string');
    const dotted = before?.kind === 'sign' && word(text, before) === '.' && i > 1;
    if (joined) i -= 1;
    else if (dotted) i -= 2;
    else return tokens[i]!;
  }
}
