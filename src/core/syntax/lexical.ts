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
/** What may stand for a value. */
const VALUES: ReadonlySet<Token['kind']> = new Set(['name', 'number', 'string']);
/** Words that stand between or before operands. */
const OPERATORS = new Set('and as async await else for from if import in is lambda not or yield'.split(' '));
const LETTER = /^\p{L}$/u;
const LETTER_OR_NUMBER = /^[\p{L}\p{N}]$/u;

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

/** The tokens of a text, as far as its brackets and strings are closed. By the codes of signs: a text is read with every key while it is broken. */
function scan(text: string): { readonly tokens: readonly Token[]; readonly flaw: SyntaxFlaw | null } {
  const tokens: Token[] = [];
  const open: Token[] = [];
  const stopped = (flaw: SyntaxFlaw | null) => ({ tokens, flaw });
  const add = (kind: Token['kind'], from: number, to: number): Token => {
    const token = { kind, from, to, depth: open.length };
    tokens.push(token);
    return token;
  };
  for (let at = endOfBlanks(text, 0); at < text.length; at = endOfBlanks(text, tokens.at(-1)!.to)) {
    const sign = text[at]!;
    const name = endOfName(text, at);
    // A name of up to two letters may be what stands before a string.
    const quoted = name - at <= 2 && isPrefix(text, at, name) ? quoteAt(text, name) : null;
    if (quoted !== null) {
      const end = endOfString(text, name + quoted.length, quoted);
      if (end === null) return stopped(unclosedString(text, name, quoted));
      add('string', at, end);
    } else if (name > at) add('name', at, name);
    else if (isDigit(text.charCodeAt(at)) || (sign === '.' && isDigit(text.charCodeAt(at + 1)))) add('number', at, endOfNumber(text, at + 1));
    else if (sign === '(' || sign === '[' || sign === '{') open.push(add('open', at, at + 1));
    else if (sign === ')' || sign === ']' || sign === '}') {
      const last = open.pop();
      const to = at + 1;
      if (!last) return stopped({ from: at, to, message: `This "${sign}" closes no bracket. Remove it, or look before it for a bracket that is closed twice.` });
      if (text[last.from] !== CLOSES[sign]) return stopped({ from: at, to, message: `Python expects the "${text[last.from]}" of ${shown(text, last)} to be closed here, but found "${sign}". Close it first.` });
      add('close', at, to);
    } else add('sign', at, at + 1);
  }
  const left = open.at(-1);
  return stopped(left ? { from: left.from, to: left.to, message: `The "${text[left.from]}" of ${shown(text, left)} is never closed. Close it where its last value ends.` } : null);
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isAsciiLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

/** Behind blanks, ends of lines, joined lines and comments. */
function endOfBlanks(text: string, from: number): number {
  for (let at = from; ; at++) {
    const sign = text[at];
    if (sign === '#') {
      const end = text.indexOf('\n', at);
      if (end < 0) return text.length;
      at = end;
    } else if (sign === '\\' && (text[at + 1] === '\n' || (text[at + 1] === '\r' && text[at + 2] === '\n'))) at += text[at + 1] === '\r' ? 2 : 1;
    else if (sign !== ' ' && sign !== '\t' && sign !== '\f' && sign !== '\r' && sign !== '\n') return at;
  }
}

/** Behind the name that begins there; the same place where none does. */
function endOfName(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      if (!isAsciiLetter(code) && !(at > from && isDigit(code))) break;
      at += 1;
    } else {
      const letter = String.fromCodePoint(text.codePointAt(at)!);
      if (!(at > from ? LETTER_OR_NUMBER : LETTER).test(letter)) break;
      at += letter.length;
    }
  }
  return at;
}

function endOfNumber(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at)) || isAsciiLetter(text.charCodeAt(at)) || text[at] === '.') at += 1;
  return at;
}

/** Whether only letters that may stand before a string's quote stand between two places. */
function isPrefix(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!'rbfutRBFUT'.includes(text[at]!)) return false;
  return true;
}

/** The quote that a string begins with there. */
function quoteAt(text: string, at: number): string | null {
  const sign = text[at];
  if (sign !== '"' && sign !== "'") return null;
  return text[at + 1] === sign && text[at + 2] === sign ? sign.repeat(3) : sign;
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
    const left = tokens[i - 1]!;
    const right = tokens[i]!;
    // What they are comes before what they say: most neighbours are told apart by that.
    if (right.depth === 0 || !VALUES.has(right.kind) || !(VALUES.has(left.kind) || left.kind === 'close') || (left.kind === 'string' && right.kind === 'string')) continue;
    if (isOperator(text, left) || isOperator(text, right)) continue;
    const first = firstOf(text, tokens, i - 1);
    return { from: first.from, to: right.to, message: `Python expects a comma before "${text.slice(right.from, right.to)}". Put one between the two values, or the operator that is missing.` };
  }
  return null;
}

const word = (text: string, { from, to }: Token): string => text.slice(from, to);
const isOperator = (text: string, token: Token): boolean => token.kind === 'name' && OPERATORS.has(word(text, token));

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
